import * as aliases from './aliases.ts';
import * as analysis from './analysis.ts';
import * as audition from './audition.ts';
import * as auditions from './auditions.ts';
import * as common from './common.ts';
import * as newAudition from './new-audition.ts';
import * as problems from './problems.ts';
import * as signIn from './sign-in.ts';
import * as state from './state.ts';
import * as voice from './voice.ts';
import * as voices from './voices.ts';

const en = {
  aliases: aliases.en,
  analysis: analysis.en,
  audition: audition.en,
  auditions: auditions.en,
  common: common.en,
  newAudition: newAudition.en,
  problems: problems.en,
  signIn: signIn.en,
  state: state.en,
  voice: voice.en,
  voices: voices.en,
};

/** The words of every page. A text that is missing in a language does not compile. */
export type Words = typeof en;

const zh: Words = {
  aliases: aliases.zh,
  analysis: analysis.zh,
  audition: audition.zh,
  auditions: auditions.zh,
  common: common.zh,
  newAudition: newAudition.zh,
  problems: problems.zh,
  signIn: signIn.zh,
  state: state.zh,
  voice: voice.zh,
  voices: voices.zh,
};

/** The words by language. */
export const words = { en, zh };
