/** A piece of text in which words are checked. */
export interface Fragment {
  readonly kind: 'comment' | 'message' | 'prose';
  /** Line of the first character, from 1. */
  readonly line: number;
  readonly text: string;
  /** Headings and table heads may start with a question word. */
  readonly isHeading?: boolean;
  /** The text does not start a sentence. */
  readonly isContinued?: boolean;
}
