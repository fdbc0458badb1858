import type { HttpSender } from '../http/http-client.js';
import type { Credential } from '../provider-definition.js';

/** Shorter ones are no secrets, and would be found in the middle of words. */
const leastLength = 8;

/** Takes our own credentials out of every answer, as a provider or a proxy may echo them: answers are stored and shown. */
export function withoutCredentials(client: HttpSender, credential: Credential): HttpSender {
  const secrets = formsOf(credential).filter(({ length }) => length >= leastLength);
  const clean = (body: string) => secrets.reduce((text, secret) => text.replaceAll(secret, '[credential]'), body);
  return {
    async send(request) {
      const outcome = await client.send(request);
      return outcome.kind === 'answered' ? { ...outcome, body: clean(outcome.body) } : outcome;
    },
    close: () => client.close(),
  };
}

/** As they are sent, and as JSON may write them. */
function formsOf(credential: Credential): string[] {
  const escaped = (text: string) => text.replaceAll('/', '\\/');
  const forms = plainForms(credential);
  return [...new Set([...forms, ...forms.map(escaped)])];
}

function plainForms(credential: Credential): string[] {
  switch (credential.kind) {
    case 'basic': {
      const { username, password } = credential;
      return [Buffer.from(`${username}:${password}`).toString('base64'), password, username];
    }
    case 'bearer':
      return [credential.token];
    case 'bare':
      return [credential.value];
  }
}
