import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client, fetchExchange, Provider } from 'urql';
import { App } from './app';
import './styles/index.css';

const client = new Client({
  url: '/graphql',
  exchanges: [fetchExchange],
  // The gateway's CSRF prevention refuses GET requests without a special header.
  preferGetMethod: false,
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Provider value={client}>
      <App />
    </Provider>
  </StrictMode>,
);
