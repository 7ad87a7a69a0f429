export const en = {
  title: 'Sign in',
  intro:
    'Paste an API key of this deployment. It is kept in this tab only and is gone when the tab is closed.',
  key: 'API key',
  keyHint: 'Your administrator makes one with: voice keys create',
  submit: 'Sign in',
  checking: 'Checking the key …',
  refusedNow:
    'The API does not accept this key. Check that it is complete, and that it belongs to this deployment.',
  refusedLater:
    'You are signed out, because the API no longer accepts the key. It may have been revoked or has expired.',
  replaceTitle: 'Use the key of the link?',
  currentKey: 'Signed in with the key of',
  linkKey: 'The link has the key of',
  replaceText: 'The key of the link replaces the current one in this tab. Unsent forms are cleared.',
  keepKey: 'Stay signed in',
  replaceKey: 'Use the key of the link',
};

export const zh: typeof en = {
  title: '登录',
  intro: '请粘贴此部署的 API 密钥。密钥只保存在当前标签页，关闭标签页后即清除。',
  key: 'API 密钥',
  keyHint: '管理员可用以下命令创建：voice keys create',
  submit: '登录',
  checking: '正在检查密钥……',
  refusedNow: 'API 不接受此密钥。请检查密钥是否完整，以及是否属于此部署。',
  refusedLater: '您已退出，因为 API 不再接受该密钥。它可能已被吊销或已过期。',
  replaceTitle: '要使用链接中的密钥吗？',
  currentKey: '当前登录的密钥属于',
  linkKey: '链接中的密钥属于',
  replaceText: '链接中的密钥将在此标签页中替换当前密钥，未提交的表单会被清除。',
  keepKey: '保持当前登录',
  replaceKey: '使用链接中的密钥',
};
