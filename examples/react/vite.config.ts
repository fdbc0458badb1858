import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const { GATEWAY_URL = 'http://127.0.0.1:4002' } = loadEnv(mode, '.', 'GATEWAY_');
  // The page and the gateway share an origin, here as in production: no CORS, and the gateway needs no public address.
  const serving = { host: '127.0.0.1', proxy: { '/graphql': GATEWAY_URL } };
  return { plugins: [react()], server: serving, preview: serving };
});
