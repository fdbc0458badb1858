import { options } from './options.mjs';

export default options('kit', ['src/datasources/kit/**/*.ts']);
