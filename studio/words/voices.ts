export const en = {
  title: 'Voices',
  empty: 'There are no voices yet.',
  unnamed: 'Unnamed voice',
};

export const zh: typeof en = {
  title: '声音',
  empty: '还没有声音。',
  unnamed: '未命名的声音',
};
