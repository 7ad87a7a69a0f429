import { describe, expect, it } from '@jest/globals';
import {
  countFilters,
  filterOf,
  parseLabel,
  queryOf,
  readFilterTexts,
} from '../../studio/pages/voices/filter-query.ts';
import { words } from '../../studio/words/index.ts';

describe('the filters in the address', () => {
  it('become the filters of the API', () => {
    const address =
      'status=OK&family=qwen&scope=mainland&targetModel=m-1&label=project%3Aa%3Ab&createdBy=event%3Ashop';
    const texts = readFilterTexts(new URLSearchParams(address));
    expect(countFilters(texts)).toBe(6);
    expect(filterOf(texts, words.en)).toEqual({
      status: 'OK',
      family: 'qwen',
      scope: 'mainland',
      targetModel: 'm-1',
      label: { key: 'project', value: 'a:b' },
      createdBy: 'event:shop',
    });
  });

  it('ignore values that the API does not have', () => {
    const texts = readFilterTexts(new URLSearchParams('status=GONE&family=toString&label=project&other=1'));
    expect(filterOf(texts, words.en)).toEqual({});
  });

  it('are the same in every language', () => {
    const texts = readFilterTexts(new URLSearchParams('status=TIMED_OUT&scope=international'));
    expect(filterOf(texts, words.zh)).toEqual(filterOf(texts, words.en));
  });

  it('keep the others when one changes', () => {
    const texts = readFilterTexts(new URLSearchParams('status=OK&family=qwen'));
    expect(queryOf(texts, { family: '', label: 'a:b' })).toEqual({ status: 'OK', family: '', label: 'a:b' });
  });
});

describe('parseLabel', () => {
  it.each([
    ['project:audiobook', { key: 'project', value: 'audiobook' }],
    ['time:12:30', { key: 'time', value: '12:30' }],
    ['empty:', { key: 'empty', value: '' }],
    ['project', null],
    [':value', null],
    ['', null],
  ])('parses %s', (text, expected) => {
    expect(parseLabel(text)).toEqual(expected);
  });
});
