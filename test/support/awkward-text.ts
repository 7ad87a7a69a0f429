/**
 * Names that every JavaScript object inherits, and names with a meaning to a library. All of them are valid label keys.
 * `__proto__` is not in the list, because requests with it are refused.
 */
export const inheritedNames: readonly string[] = [
  ...Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__'),
  'prototype',
  'then',
  'toJSON',
  'length',
  'size',
  'S',
  'N',
  'M',
  'L',
  '$ref',
  'key.$',
];

/** Valid texts that a step between the caller and the queue could change, refuse or parse as syntax. */
export const awkwardTexts: readonly string[] = [
  '"',
  '\\',
  '\\"',
  '\\\\u0041\\n',
  "it's 'quoted'",
  "States.Format('{}', $.voice)",
  '$.voice.name',
  '$$.Execution.Input',
  '{}{0}\\{',
  '</script>&amp;%22%00',
  '😀',
  '👩🏽‍🚀',
  '👨‍👩‍👧‍👦',
  '🇨🇳',
  '𝄞𠮷',
  'e\u0301\u0323 é',
  '中文，名字',
  'שלום',
  '#\ufe0f\u20e3',
  '\u00a0x\u2003y',
  'a\ue000\u{10fffd}',
  '`~!@#$%^&*()_+-=[]{}|;:,.<>/?',
];
