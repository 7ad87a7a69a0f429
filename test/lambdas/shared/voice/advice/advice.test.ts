import { describe, expect, it } from '@jest/globals';
import { adviceCodes, adviceOn } from '../../../../../lambdas/shared/voice/advice/advice.ts';
import { contradictions, qualities } from '../../../../../lambdas/shared/voice/advice/qualities.ts';

const codesOf = (description: string) => adviceOn(description).map(({ code }) => code);
const messageOf = (description: string, code: string) =>
  adviceOn(description).find((advice) => advice.code === code)?.message;

/** Descriptions of the kinds that the provider's guide recommends, in words of this project. */
const good = [
  'A composed man in his fifties with a deep, resonant voice and a steady pace, who articulates every word; suitable for the evening news and documentaries.',
  'A gentle young woman with a clear, warm voice of medium pitch, who speaks slowly and reads long stories for children at bedtime without hurry.',
  'An energetic young man with a bright, crisp voice and a fast pace, whose rising tone sells sports shoes in short radio commercials every morning.',
  'Calm and professional woman, thirty to forty years old, medium-low pitch, not too fast, clear articulation, for customer service calls in English.',
  '沉着的中年男性，嗓音低沉而有磁性，语速平稳，咬字清晰，语气庄重，适合晚间新闻和纪录片的解说。',
  '温柔的年轻女性，音调适中，音色清亮柔和，语速稍慢，带着微笑讲述睡前故事，适合儿童有声书。',
  '活力十足的青年男声，音色明亮清脆，语速较快，语气热情，适合运动用品的电台广告。',
  '普通话标准的中年女性，音色圆润，语速平稳，语气亲切，吐字清晰，适合客服电话。',
];

/** Good descriptions of voices that models often get wrong. */
const goodButOftenMissed = [
  'A cheerful girl of about eight years with a high-pitched, soft and childlike voice, quick and playful, made for the hero of an animated series.',
  'An elderly man with a low, hoarse and slow voice, kind and a little mysterious, who narrates old legends in a fantasy game for adults.',
  '七岁左右的小女孩，声音稚嫩甜美，音调偏高，语速稍快，语气活泼可爱，适合动画片里的小主角配音。',
  '年迈的老爷爷，嗓音沙哑低沉，语速缓慢，语气慈祥，适合在有声书里讲述古老的传说。',
];

describe('advice on a description of a voice', () => {
  it.each(good)('has nothing to add to: %s', (description) => {
    expect(adviceOn(description)).toEqual([]);
  });

  it.each(goodButOftenMissed)('recommends several voices for: %s', (description) => {
    expect(codesOf(description)).toEqual(['age_may_drift']);
  });

  it.each([
    ['few_words', 'A deep male voice, slow and calm, for news.'],
    ['few_words', '低沉缓慢的男声，语气沉稳，适合新闻。'],
    [
      'many_words',
      'A middle-aged woman with a warm voice and a steady pace who speaks clearly and calmly and who takes her time with every single sentence because the people who hear her are often tired and busy and distracted and she wants each of them to follow what she reads',
    ],
    [
      'many_words',
      '中年女性，音色温润，语速平稳，语气亲切，她说话的时候总是很有耐心，每一句话都说得清清楚楚，因为听她说话的人常常又累又忙，有时候还会走神，她希望他们每个人都能听懂她在读的内容，并且愿意一直听下去，直到故事的最后一页',
    ],
    ['few_dimensions', 'A female voice.'],
    ['few_dimensions', '女声'],
    ['vague', 'A nice voice.'],
    ['vague', 'An ordinary woman with a voice that is good-sounding.'],
    ['vague', '好听的声音'],
    ['vague', '普通的女声，听起来不错。'],
    ['subjective', 'My favourite kind of voice, the best one there is.'],
    ['subjective', '我最喜欢的那种声音'],
    ['imitation', 'A voice that sounds like Ada Lovelace.'],
    ['imitation', 'An impersonation of a celebrity.'],
    ['imitation', '模仿一位著名歌手的声音'],
    ['imitation', '像某位明星的声音'],
    ['repetition', 'A very very deep voice.'],
    ['repetition', 'A very, very deep voice.'],
    ['repetition', '声音非常非常低沉'],
    ['other_language', '落ち着いた男性の声です'],
    ['other_language', 'Спокойный голос женщины средних лет'],
    ['contradiction', 'A man with the voice of a woman.'],
    ['contradiction', 'A deep but shrill voice.'],
    ['contradiction', 'A narrator who speaks fast and slowly at once.'],
    ['contradiction', 'A 7-year-old girl with a mature adult voice.'],
    ['contradiction', '音调低沉而尖细的声音'],
    ['contradiction', '语速很快，同时语速缓慢'],
    ['contradiction', '六十岁的小男孩'],
    ['contradiction', '冷静而激动的语气'],
  ])('has the code %s for: %s', (code, description) => {
    expect(codesOf(description)).toContain(code);
  });

  it('has a sentence for every code', () => {
    const descriptions = [
      'A nice, nice deep and shrill grandmother like Ada, my favourite',
      ['A calm man', ...Array.from({ length: 40 }, (_, n) => `word${n}`)].join(' '),
      'голос',
    ];
    const advice = [...descriptions, '明星'].flatMap(adviceOn);
    expect(new Set(advice.map(({ code }) => code))).toEqual(new Set(adviceCodes));
    for (const { message } of advice) expect(message).toMatch(/^["A-Z].*[^.]\.$/);
  });

  it.each(contradictions)('names both sides of a contradiction between %s and %s', (one, other) => {
    const wordOf = (name: string, language: 'english' | 'chinese') =>
      qualities
        .find((quality) => quality.name === name)
        ?.[language].find((word) => /^[\p{L} ]+$/u.test(word));
    for (const [language, joint] of [
      ['english', ' and '],
      ['chinese', '而'],
    ] as const) {
      const description = `${wordOf(one, language)}${joint}${wordOf(other, language)}`;
      expect(messageOf(description, 'contradiction')).toBe(
        `The description asks for ${one} and for ${other}; keep one of them.`,
      );
    }
  });

  it.each([
    'A man who is not fast but slow.',
    'A deep voice, never shrill.',
    'A woman, not a man.',
    'An old storyteller for children.',
    'A calm voice for an excited audience.',
    '声音低沉，不尖细。',
    '年迈的女性，适合给儿童讲故事。',
    'A young girl with a childlike voice.',
  ])('finds no contradiction in: %s', (description) => {
    expect(codesOf(description)).not.toContain('contradiction');
  });

  it.each([
    'A woman who speaks at a normal pace.',
    'A voice perfect for bedtime stories.',
    '普通话标准',
    'She speaks like a teacher.',
    'A voice like velvet.',
  ])('finds nothing vague or imitated in: %s', (description) => {
    expect(codesOf(description).filter((code) => code === 'vague' || code === 'imitation')).toEqual([]);
  });

  it('names the missing dimensions and counts the covered ones', () => {
    expect(messageOf('A female voice with a fast pace.', 'few_dimensions')).toBe(
      'The description covers 2 of the 7 dimensions of a voice; add some of age, pitch, timbre, mood, purpose.',
    );
  });

  it('repeats no text of the description except a vague word', () => {
    const secret = 'Zanzibar';
    const text = `A nice voice like ${secret}, the best, very very ${secret} ${secret}`;
    for (const { message } of adviceOn(text)) expect(message).not.toContain(secret);
  });

  it.each(['', ' ', '\n', '!!!', '😀', 'a'.repeat(2_048), '声'.repeat(500), '('.repeat(500)])(
    'accepts any text: %j',
    (text) => {
      expect(() => adviceOn(text)).not.toThrow();
    },
  );
});
