import output from 'node:console';

export const handler = async () => 'one';
export const another = async () => 'another';
export const environment = async () => ({ ...process.env });
export const echo = async (event) => event;
export const fail = async () => {
  throw new Error('failed');
};
export const print = async () => {
  output.debug('details');
  output.warn('warning');
};
export const hang = () => new Promise(() => setInterval(() => {}, 1_000));
export const allocate = async ({ mebibytes }) => {
  const kept = Array.from({ length: mebibytes }, () => new Array(131_072).fill(0.5));
  return kept.length;
};
export const sleep = ({ milliseconds }) =>
  new Promise((done) => setTimeout(() => done('slept'), milliseconds));
