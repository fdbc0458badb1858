import { options } from './options.mjs';

export default options('services', ['src/services/**/*.ts']);
