/** An exception to an entry: the files and the text in which the word may stay, and the reason. */
export interface Exception {
  /** Matches the path from the root of the repository. */
  readonly path?: RegExp;
  /** Matches the line of text in which the word was found. */
  readonly text?: RegExp;
  readonly reason: string;
}

export interface Entry {
  /** Name of the entry in the output. */
  readonly word: string;
  /** Replacement, or the kind of rewriting that is needed. */
  readonly write: string;
  /**
   * `word` is matched in comments, messages and prose, `beginning` at the start of a sentence there, and `chain` in a whole
   * sentence of a comment or of prose.
   */
  readonly kind: 'word' | 'beginning' | 'chain';
  readonly pattern: RegExp;
  readonly except?: readonly Exception[];
}

const rewrite = 'rewrite the sentence';
const noun = 'a noun phrase, or a verb in the third person';

/** Reading texts and prompts for voices are not documentation. */
const spokenTexts: readonly Exception[] = [
  { text: /\b(voice prompt|ferry|harbour|evening|storyteller|narrator)\b/i, reason: 'a spoken sample text' },
  { path: /^test\/analysis\/requested-previews\.ts$/, reason: 'spoken sample texts' },
];

function word(text: string, write: string, pattern: RegExp, ...except: Exception[]): Entry {
  return { word: text, write, kind: 'word', pattern, except: [...spokenTexts, ...except] };
}

function beginning(text: string, write: string, pattern: RegExp, ...except: Exception[]): Entry {
  return { word: text, write, kind: 'beginning', pattern, except };
}

/** Personification, archaic and poetic turns. */
const words: readonly Entry[] = [
  word('nobody', 'no caller, no process, or the passive', /\b(nobody|no-one|no one)\b/i),
  word('somebody', 'a caller, another process, or the passive', /\b(somebody|anybody|someone)( else)?\b/i),
  word('whoever, whomever', 'the caller that, the process that', /\bwho(ever|mever|soever)\b/i),
  word('told', 'overridden, reported, or distinguished', /\btold\b/i),
  word('tell(s)', 'reports, shows, prints', /\btell(s|ing)?\b(?! apart)/i),
  word('say(s), said', 'states, reports, contains', /\b(says|said|say|saying)\b/i),
  word('know(s)', 'name the data or the dependency', /\b(knows|knew)\b/i),
  word('ask(s)', 'requests, queries, calls', /\basks for itself\b|\bto ask\b/i),
  word('stand(s)', 'is, is stored, is stalled', /\b(stands|stood|standing)\b|\bstand (still|in|at|for)\b/i, {
    text: /\bstands for\b/i,
    reason: 'an abbreviation stands for something',
  }),
  word('to be had', 'available', /\b(to be had|is had|are had|be had|was had)\b/i),
  word('what came of it', 'the outcome', /\b(came|comes|come) of\b/i),
  word('for ever', 'forever, indefinitely, or a limit', /\bfor ever\b/i),
  word('of its own', 'its own, separate, dedicated', /\bof (its|their|our|your|his|my) own\b/i),
  word('lest', 'so that … not', /\blest\b/i),
  word(
    'thus, whence, hence',
    'so, therefore, from which',
    /\b(thus|whence|hence|whither|hither|thereof|therein|whereof)\b/i,
  ),
  word('beside(s)', 'next to, in addition to', /\bbesides?\b/i),
  word('go(es) on', 'continues, resumes', /\b(go|goes|going|went|gone) on\b/i, {
    text: /\bgoes on (the|a) \b/i,
    reason: 'goes on something is a place',
  }),
  word('none but, nothing but', 'only', /\b(none|nothing|nobody) but\b|\bno \w+ but\b/i),
  word(
    'sight',
    'listing, seen in a list',
    /\b(at|first|last|this|each|every|of) sight\b|\bsight(s|ed|ing)?\b/i,
  ),
  word('judge(s)', 'classifies', /\bjudg(e|es|ed|ing|ement|ment)\b/i),
  word('honour(s)', 'supports', /\bhonour(s|ed|ing)?\b/i),
  word('complaint', 'format error, problem', /\bcomplain(t|ts|s|ed)?\b/i),
  word('unmade', 'not created', /\bunmade\b/i),
  word('give(s) back', 'releases, returns', /\b(give|gives|gave|given|giving) (it |them |\w+ )?back\b/i),
  word('take(s) back', 'withdraws, reverts', /\b(take|takes|took|taken) (it |them )?back\b/i),
  word('wish', 'request', /\bwish(es|ed)?\b/i),
  word('article (of the runbook)', 'runbook section', /\barticles?\b/i),
  word('anew', 'again', /\banew\b/i),
  word('nought, amiss, naught', rewrite, /\b(nought|naught|amiss|aught|wherefore|betimes|alas)\b/i),
  word('in vain', 'without success', /\bin vain\b/i),
  word('as it were, so to speak', rewrite, /\b(as it were|so to speak|by and by|all the same)\b/i),
  word('for good', 'permanently', /\bfor good\b/i),
  word('of late, at once', 'recently, immediately', /\bof late\b/i),
  word('so many, so long', 'state the number', /\b(at most|returns|of) so (many|much|long)\b/i),
  word(
    'is asked',
    'is called, is requested, is queried',
    /\b(is|was|are|were|be|been|being|not|never) asked\b/i,
  ),
  word('comes to nothing', 'fails, has no effect', /\b(comes?|came) to (nothing|naught)\b/i),
  word(
    'is no (noun)',
    'is not a (noun)',
    /\b(is|are|was) no (?!longer|more|less|different|other|such)[a-z]+(,| but|\.$)/i,
  ),
  word('makes away, does away', 'removes', /\b(makes?|does?) away\b/i),
  word('let(s) be', rewrite, /\blets? (it|them) be\b/i),
  word('whose it is', 'the owner', /\bwhose (it|they) (is|are)\b/i),
  word('what it is like', rewrite, /\bis as (this|that|the other)\b/i),
  word('of ours, ours', 'of this deployment', /\b(ours|theirs)\b/i, {
    path: /^test\/mutants\//,
    text: /'ours'|return ours;/,
    reason: 'quotes a line of code',
  }),
  word('mends, heals', 'fixes, repairs', /\b(mend(s|ed|ing)?|heal(s|ed)?)\b/i),
  word('room', 'folder', /\brooms?\b/i, {
    text: /\broom (for|to|in|its)\b|\b(no|up|the) room\b/i,
    reason: 'free space',
  }),
  word('founds', rewrite, /\bfounds\b/i),
  word('whereupon, upon', 'on, after which', /\b(whereupon|thereupon|upon)\b/i),
];

/** Sentences that start with a free relative clause or with a participle have no subject. */
const beginnings: readonly Entry[] = [
  beginning('What …', noun, /^what\b(?!['’]s)/i),
  beginning('Whether …', noun, /^whether\b/i),
  beginning('Where …', noun, /^where\b/i),
  beginning('Whatever, wherever, however', noun, /^(whatever|wherever|whichever)\b/i),
  beginning('Of …', noun, /^of (?!course)/i),
  beginning('How …', noun, /^how\b(?! to\b)/i),
  beginning('Who, whose, whom …', noun, /^(who|whose|whom)\b/i),
  beginning('Why …', noun, /^why\b/i),
  beginning('Which …', noun, /^which\b/i),
  beginning('None …', rewrite, /^none \b(?!of |for |yet)/i),
  beginning(
    'Asked, held, read once … (no subject)',
    'write a subject and a verb, or a noun phrase',
    /^(asked|held|told|kept|said|given|taken|left|made|had|known|drawn|meant|sent|written|put|found|seen|counted|tried|run|read) (once|by|before|after|until|when|while|with|without|as|only|again|in|on|at|for|from|first|last|here|so)\b/i,
  ),
  beginning('As long as this … (fragment)', rewrite, /^as (this|that|the other|before|above|it)\b/i),
];

const chains: readonly Entry[] = [
  {
    word: 'chain of semicolons',
    write: 'separate sentences, or a list',
    kind: 'chain',
    pattern: /;\s[^;]*;\s/,
  },
  {
    word: 'chain of colons',
    write: 'separate sentences',
    kind: 'chain',
    pattern: /\w:\s[^:{}]*\w:\s/,
  },
];

export const table: readonly Entry[] = [...words, ...beginnings, ...chains];
