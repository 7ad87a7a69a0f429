/**
 * The seven dimensions of a voice that the provider's guide asks a description to cover.
 *
 * @see https://help.aliyun.com/zh/model-studio/voice-design-user-guide
 */
export const dimensions = ['gender', 'age', 'pitch', 'pace', 'timbre', 'mood', 'purpose'] as const;
export type Dimension = (typeof dimensions)[number];

/** Words that describe one quality of a voice. */
export interface Quality {
  readonly dimension: Dimension;
  /** Name of the quality in a sentence. Null for words that only show that the dimension is covered. */
  readonly name: string | null;
  readonly english: readonly string[];
  readonly chinese: readonly string[];
}

const quality = (dimension: Dimension, name: string | null, english: string, chinese: string): Quality => ({
  dimension,
  name,
  english: english.split(', '),
  chinese: chinese.split('、'),
});

/** English words match whole words, Chinese ones anywhere. Both can be regular expressions. */
export const qualities: readonly Quality[] = [
  quality(
    'gender',
    'a male voice',
    'm[ae]n, male, masculine, boy, gentlem[ae]n, guy, father, grandfather, grandpa, uncle, actor, his, he',
    '男、先生、爷爷、叔叔、大叔、父亲、爸爸、少年、老头、小伙',
  ),
  quality(
    'gender',
    'a female voice',
    'wom[ae]n, female, feminine, girl, lady, ladies, mother, grandmother, grandma, aunt, actress, her, she',
    '女、小姐、奶奶、阿姨、母亲、妈妈、姑娘、御姐、萝莉',
  ),
  quality('gender', null, 'androgynous, gender-?neutral, non-?binary', '中性'),
  quality(
    'age',
    'a child',
    'child, children, kid, boy, girl, toddler, schoolboy, schoolgirl, childlike, childish',
    '儿童、孩子、小孩、童声、童音、稚嫩、萝莉、女童、男童、女孩、男孩',
  ),
  quality(
    'age',
    'a young person',
    'young, youthful, teen, teenage, teenager, adolescent, twenties',
    '年轻、青年、少女、少年、青春',
  ),
  quality(
    'age',
    'a middle-aged person',
    'middle-?aged, middle aged, thirties, forties, fifties, mature, adult',
    '中年、成年、成熟、大叔',
  ),
  quality(
    'age',
    'an elderly person',
    'elderly, old, older, senior, grandfather, grandmother, grandpa, grandma, sixties, seventies, eighties',
    '老年、老人、年迈、爷爷、奶奶、老者、苍老、老太、老头',
  ),
  quality(
    'pitch',
    'a high pitch',
    'high-?pitched, high pitch, higher pitch, high voice, shrill, soprano, falsetto',
    '高音、音调(?:较|偏|很)?高、尖细、尖锐、高亢',
  ),
  quality(
    'pitch',
    'a low pitch',
    'deep, low-?pitched, low pitch, lower pitch, low voice, bass, baritone, contralto, low register',
    '低沉、低音、音调(?:较|偏|很)?低、深沉',
  ),
  quality('pitch', null, 'pitch, pitched, alto, tenor, mid-?range', '音调、音高、中音'),
  quality(
    'pace',
    'a fast pace',
    'fast, fast-?paced, rapid, rapidly, quick, quickly, brisk, hurried',
    '语速(?:较|偏|很)?快、快速、急促、飞快',
  ),
  quality(
    'pace',
    'a slow pace',
    'slow, slowly, slow-?paced, unhurried, leisurely, deliberate',
    '语速(?:较|偏|很)?(?:缓)?慢、缓慢、慢条斯理',
  ),
  quality(
    'pace',
    null,
    'pace, paced, speed, tempo, rate, rhythm, steady, measured',
    '语速、节奏、舒缓、平稳',
  ),
  quality('timbre', 'a smooth timbre', 'smooth, velvety, silky, mellow', '圆润、丝滑、柔滑'),
  quality(
    'timbre',
    'a hoarse timbre',
    'hoarse, raspy, husky, gravelly, rough, gruff, coarse',
    '沙哑、嘶哑、粗犷、粗糙',
  ),
  quality(
    'timbre',
    null,
    'warm, crisp, clear, bright, breathy, nasal, resonant, rich, magnetic, airy, soft, thin, full, round, metallic, sweet, timbre, articulation, sonorous, childlike',
    '音色、磁性、浑厚、清脆、清亮、明亮、甜美、柔和、温润、醇厚、吐字、清晰、气声、鼻音、奶声、稚嫩、空灵',
  ),
  quality(
    'mood',
    'a calm mood',
    'calm, calmly, serene, composed, soothing, tranquil, peaceful',
    '沉稳、平静、冷静、安静、平和',
  ),
  quality(
    'mood',
    'an excited mood',
    'excited, energetic, frantic, enthusiastic, agitated',
    '激动、激昂、兴奋、亢奋、活力',
  ),
  quality('mood', 'a cheerful mood', 'cheerful, happy, joyful, upbeat', '开朗、欢快、开心、快乐'),
  quality('mood', 'a sad mood', 'sad, melancholic, sorrowful, mournful, gloomy', '悲伤、忧郁、哀伤、低落'),
  quality(
    'mood',
    null,
    'gentle, friendly, kind, confident, serious, authoritative, stern, mysterious, cute, tender, dignified, passionate, witty, humorous, sincere, intellectual, professional, caring, reassuring, dramatic, lively, playful, relaxed, wise, mood, tone',
    '温柔、亲切、知性、严肃、自信、威严、神秘、可爱、热情、幽默、真诚、专业、庄重、慈祥、活泼、俏皮、从容、情绪、语气、睿智',
  ),
  quality(
    'purpose',
    null,
    'suitable for, ideal for, meant for, used for, used in, narrat\\w+, audiobooks?, news, podcasts?, documentar\\w+, commercials?, advert\\w*, announc\\w+, broadcast\\w*, presenter, host, anchor, storytell\\w+, stories, characters?, games?, dubbing, assistant, customer service, lectures?, lessons?, teacher, meditation, trailers?, voice-?overs?, navigation, tutorials?',
    '适合、用于、播音、播报、解说、旁白、有声书、广告、配音、主播、客服、讲解、故事、新闻、纪录片、助手、导航、游戏、动画、教学、角色',
  ),
];

/** Pairs of qualities that one voice cannot have. Neighboring ages, such as a child and a young person, go together. */
export const contradictions: readonly (readonly [string, string])[] = [
  ['a male voice', 'a female voice'],
  ['a child', 'a middle-aged person'],
  ['a child', 'an elderly person'],
  ['a young person', 'an elderly person'],
  ['a high pitch', 'a low pitch'],
  ['a fast pace', 'a slow pace'],
  ['a smooth timbre', 'a hoarse timbre'],
  ['a calm mood', 'an excited mood'],
  ['a cheerful mood', 'a sad mood'],
];
