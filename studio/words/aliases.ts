export const en = {
  title: 'Aliases',
  empty: 'There are no aliases yet.',
  version: (version: number) => `version ${version}`,
};

export const zh: typeof en = {
  title: '别名',
  empty: '还没有别名。',
  version: (version) => `版本 ${version}`,
};
