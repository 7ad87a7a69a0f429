import * as z from 'zod';
import { findQualities } from './find-qualities.ts';
import { contradictions, dimensions } from './qualities.ts';

export const adviceCodes = [
  'few_words',
  'many_words',
  'few_dimensions',
  'contradiction',
  'vague',
  'subjective',
  'imitation',
  'repetition',
  'age_may_drift',
  'other_language',
] as const;

export const adviceSchema = z.object({
  code: z.enum(adviceCodes),
  message: z.string().describe('A sentence for people.'),
});
/** One way to improve a description. The voice can be created without it. */
export type Advice = Readonly<z.infer<typeof adviceSchema>>;

/** Words that the provider's guide recommends for a description. */
const recommendedWords = { min: 15, max: 40 };
/** A description that covers fewer dimensions is called too broad. The guide's own examples cover at least this many. */
const minDimensions = 4;

/** Words that describe no sound. Each is a whole word in English. */
const vague =
  /\b(?:nice(?:-sounding)?|good-sounding|normal|ordinary|regular|beautiful|lovely|pleasant|awesome|amazing|(?:great|perfect|wonderful)(?! for))\b(?! (?:speaking |speech )?(?:pace|speed|rate|pitch|volume|tempo))|好听|普通(?!话)|一般的|不错|很棒|完美|优美|动听|悦耳/iu;
const subjective =
  /\b(?:my favou?rite|(?:i|we) (?:like|love|want|prefer)|the best|everyone (?:likes|loves))\b|我(?:们)?(?:最)?(?:喜欢|爱听|想要)|最爱|最好的|大家都(?:喜欢|爱)/iu;
const imitated =
  /\b(?:imitat|impersonat|mimic)\w*|\b(?:celebrity|movie star|film star|pop star)\b|模仿|翻版|明星|名人/iu;
/** The name of a person begins with a capital letter. */
const named =
  /\b(?:[Ss]ound(?:s|ing)?|[Tt]alk(?:s|ing)?|[Ss]peak(?:s|ing)?|[Vv]oice|[Jj]ust|[Ee]xactly) like \p{Lu}|\b(?:voice|style|manner) of \p{Lu}|\p{Lu}\p{L}+['’]s voice/u;
const repeated = /\b(\p{Script=Latin}{2,})(?:[\s,]+\1\b)+|(非常|特别|超级|十分|极其|很)(?:、|，|,)?\2/iu;
const otherScripts =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Thai}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Devanagari}]/u;

/**
 * Returns advice on a description of a voice in English or Chinese, by the principles of the provider's guide: several
 * dimensions, 15 to 40 words, concrete, objective, original and free of contradictions. An empty list means that no rule
 * applies, not that the voice will be good.
 *
 * @see https://help.aliyun.com/zh/model-studio/voice-design-user-guide
 */
export function adviceOn(voicePrompt: string): readonly Advice[] {
  if (otherScripts.test(voicePrompt)) {
    return [
      { code: 'other_language', message: 'The provider reads descriptions in Chinese and English only.' },
    ];
  }
  const { covered, wanted } = findQualities(voicePrompt);
  const advice: Advice[] = [...lengthAdvice(voicePrompt)];
  if (covered.size < minDimensions) {
    const missing = dimensions.filter((dimension) => !covered.has(dimension));
    advice.push({
      code: 'few_dimensions',
      message: `The description covers ${covered.size} of the 7 dimensions of a voice; add some of ${missing.join(', ')}.`,
    });
  }
  for (const pair of contradictions) {
    if (!pair.every((name) => wanted.includes(name))) continue;
    advice.push({
      code: 'contradiction',
      message: `The description asks for ${pair.join(' and for ')}; keep one of them.`,
    });
  }
  advice.push(...wordingAdvice(voicePrompt));
  if (wanted.includes('a child') || wanted.includes('an elderly person')) {
    advice.push({
      code: 'age_may_drift',
      message:
        'Models often give the voice of an adult to a child or an elderly person; create several voices and compare them.',
    });
  }
  return advice;
}

function lengthAdvice(voicePrompt: string): Advice[] {
  const words = wordCount(voicePrompt);
  const { min, max } = recommendedWords;
  if (words >= min && words <= max) return [];
  const code = words < min ? 'few_words' : 'many_words';
  const noun = words === 1 ? 'word' : 'words';
  return [
    {
      code,
      message: `The description has ${words} ${noun}; the provider's guide recommends ${min} to ${max}.`,
    },
  ];
}

function wordingAdvice(voicePrompt: string): Advice[] {
  const advice: Advice[] = [];
  const [vagueWord] = vague.exec(voicePrompt) ?? [];
  if (vagueWord !== undefined) {
    advice.push({
      code: 'vague',
      message: `"${vagueWord.toLowerCase()}" describes no sound; name what can be heard, such as deep, crisp or breathy.`,
    });
  }
  if (subjective.test(voicePrompt)) {
    advice.push({
      code: 'subjective',
      message: 'The description states a preference; describe the voice and not how much it is liked.',
    });
  }
  if (imitated.test(voicePrompt) || named.test(voicePrompt)) {
    advice.push({
      code: 'imitation',
      message:
        'The provider does not imitate a particular person; describe the qualities of the voice instead.',
    });
  }
  if (repeated.test(voicePrompt)) {
    advice.push({
      code: 'repetition',
      message: 'The description repeats a word, which does not make the quality stronger.',
    });
  }
  return advice;
}

/** Counts words in English and Chinese. Chinese has no spaces, so a dictionary finds the words. */
function wordCount(text: string): number {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1;
  return count;
}
