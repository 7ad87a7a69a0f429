/** Sentences for errors, by the code of the problem document. The detail of the API follows where there is no sentence. */
export const en = {
  title: 'This did not work',
  noResponse: 'The API did not respond.',
  unexpected: 'The response is not from this API.',
  notPlayable: 'The browser cannot play this preview.',
  unknown: 'An unexpected error occurred in this page.',
  codes: {
    forbidden: 'Your key may not do this.',
    not_found: 'This does not exist.',
    rate_limited: 'Too many requests. Wait a moment.',
    unavailable: 'The API is unavailable for a moment.',
    internal: 'The API failed.',
  } as Readonly<Record<string, string>>,
  requestId: (id: string) => `Request ${id}`,
};

export const zh: typeof en = {
  title: '操作未成功',
  noResponse: 'API 没有响应。',
  unexpected: '响应并非来自此 API。',
  notPlayable: '浏览器无法播放此试听音频。',
  unknown: '页面发生意外错误。',
  codes: {
    forbidden: '您的密钥无权执行此操作。',
    not_found: '该对象不存在。',
    rate_limited: '请求过多，请稍候。',
    unavailable: 'API 暂时不可用。',
    internal: 'API 出错。',
  },
  requestId: (id) => `请求 ${id}`,
};
