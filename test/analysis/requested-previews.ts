import { type Random, randomFrom, seedOf } from '../../simulator/random.ts';

/** A request for a preview, as a user could send it. */
export interface RequestedPreview {
  readonly voiceId: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly sampleRate: number;
  readonly responseFormat: 'wav' | 'pcm';
}

interface Language {
  readonly join: string;
  /** Speakers whose pitch the description determines. */
  readonly speakers: readonly string[];
  readonly otherSpeakers: readonly string[];
  readonly qualities: readonly string[];
  readonly uses: readonly string[];
  readonly sentences: readonly string[];
}

const english: Language = {
  join: ' ',
  speakers: [
    'A man in his forties',
    'A young woman',
    'An elderly gentleman',
    'A middle-aged woman',
    'A child of seven',
    'A father of two',
    'A grandmother with a twinkle in her eye',
    'A male radio host',
    'A female news anchor',
    'A lady from the north',
  ],
  otherSpeakers: [
    'A calm narrator',
    'A teenager',
    'A boy of fifteen',
    'Someone who is neither young nor old',
    'A storyteller for children',
    'An androgynous voice',
    'A robot with good manners',
    'A mother who speaks to a man',
  ],
  qualities: [
    'deep and resonant',
    'warm, slightly husky',
    'bright and crisp',
    'soft, gentle and unhurried',
    'fast-paced and energetic',
    'low and steady',
    'clear, with a neutral accent',
    'breathy, with a slow pace',
    'serious and even',
    'cheerful, with lively intonation',
    'high-pitched',
    'with high energy and a quick tempo',
  ],
  uses: [
    'Suitable for audiobooks.',
    'For a documentary about the deep sea.',
    'Speaks Mandarin and English.',
    'Ideal for bedtime stories.',
    'For announcements at a station.',
    'For a low-budget film.',
    '',
  ],
  sentences: [
    'Good evening. The ferry leaves at nine.',
    'Please keep your ticket until the end of the journey.',
    'The train on platform two departs in five minutes!',
    'Once upon a time, there was a lighthouse at the edge of the sea.',
    'Your order number is 20417; it arrives on Tuesday.',
    'Wait… did you hear that?',
    'I am not sure, but I think we have met before.',
    'In 1969, a rocket carried three people to the moon.',
    'Thank you for calling. How can I help you today?',
    'Mix the flour, the sugar and the butter, and then let the dough rest.',
    'It is a truth universally acknowledged.',
    'Yes! No? Maybe - who can say.',
    'Der Zug nach Köln fährt heute von Gleis vier.',
    'Доброе утро, дамы и господа.',
  ],
};

const chinese: Language = {
  join: '',
  speakers: [
    '中年男性',
    '年轻女性',
    '一位女主播',
    '老年男性',
    '小孩',
    '温柔的女声',
    '稳重的男声',
    '四十岁左右的男人',
  ],
  otherSpeakers: ['旁白', '讲故事的声音', '中性的声音', '男孩', '不男不女的声音', '年轻人'],
  qualities: [
    '，声音低沉浑厚',
    '，音色明亮清脆',
    '，语速缓慢',
    '，语速快',
    '，略带沙哑',
    '，温暖柔和',
    '，严肃',
    '，吐字清晰',
  ],
  uses: ['，适合有声书。', '，适合新闻播报。', '，适合儿童故事。', '。', '，用于广告。'],
  sentences: [
    '各位听众朋友，大家晚上好。',
    '今天我们一起来听一个关于大海的故事。',
    '列车即将进站，请站在黄线以外。',
    '您的订单编号是20417，预计星期二送达。',
    '等一下……你听到了吗？',
    '很久很久以前，海边有一座灯塔。',
    '欢迎致电，请问有什么可以帮您？',
    '1969年，人类第一次登上了月球！',
    '把面粉、糖和黄油混合，然后让面团静置三十分钟。',
    '我想，我们以前见过面。',
    '東京行きの電車は、まもなく発車いたします。',
    '안녕하세요, 오늘 날씨가 참 좋네요.',
  ],
};

function oneOf<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}

/**
 * Returns the request of a number. Equal seeds and numbers give equal requests.
 *
 * @param hasClearPitch the description names a speaker and nothing that makes the pitch uncertain
 */
export function requestedPreview(seed: number, number: number, hasClearPitch: boolean): RequestedPreview {
  const random = randomFrom(seedOf('preview', seed, number, String(hasClearPitch)));
  const { join, speakers, otherSpeakers, qualities, uses, sentences } = random() < 0.6 ? english : chinese;
  const speaker = oneOf(random, hasClearPitch || random() < 0.6 ? speakers : otherSpeakers);
  const isEnglish = join === ' ';
  const quality = oneOf(random, qualities);
  // A use such as a documentary about the deep sea makes the pitch of the voice uncertain.
  const use = oneOf(random, hasClearPitch ? uses.filter((each) => !/deep|low|儿童/.test(each)) : uses);
  const count = oneOf(random, [1, 1, 1, 2, 2, 3]);
  const spoken = Array.from({ length: count }, () => oneOf(random, sentences)).join(join);
  return {
    voiceId: `voice-${seed}-${number}`,
    voicePrompt: isEnglish ? `${speaker}, ${quality}. ${use}`.trim() : `${speaker}${quality}${use}`,
    previewText: [...spoken].length < 15 ? `${spoken}${join}${sentences[1]}` : spoken,
    sampleRate: oneOf(random, [8_000, 8_000, 16_000, 16_000, 16_000, 24_000, 24_000, 48_000]),
    responseFormat: random() < 0.8 ? 'wav' : 'pcm',
  };
}
