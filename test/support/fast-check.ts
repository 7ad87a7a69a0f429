import { jest } from '@jest/globals';
import fc from 'fast-check';

// The seed of the run, so that a run with the same seed tests the same cases.
fc.configureGlobal({ seed: jest.getSeed() });

export default fc;
