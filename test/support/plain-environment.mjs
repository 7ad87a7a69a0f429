import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const { createContext } = vm;

/**
 * Jest's environment for Node with an ordinary global object. Jest puts a proxy behind the global object of each test file,
 * so that every read of `Math`, `Object` or `Error` calls it. Code with many such reads took up to ten times as long.
 */
export default class PlainEnvironment extends TestEnvironment {
  constructor(...settings) {
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...settings);
    } finally {
      vm.createContext = createContext;
    }
  }
}
