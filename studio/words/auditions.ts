export const en = {
  title: 'Auditions',
  empty: 'There are no auditions yet.',
  unnamed: 'Unnamed audition',
  candidates: (count: number) => (count === 1 ? '1 candidate' : `${count} candidates`),
};

export const zh: typeof en = {
  title: '试音',
  empty: '还没有试音。',
  unnamed: '未命名的试音',
  candidates: (count) => `${count} 个候选`,
};
