import { useQuery } from 'urql';
import { CustomerForm } from './form/customer-form';
import { ProvidersDocument } from './generated/operations';
import { Notice } from './result/notice';

export function App() {
  const [{ data, error, fetching }, reload] = useQuery({ query: ProvidersDocument });
  return (
    <main>
      <header>
        <h1>Create a customer</h1>
        <p>One form for every payment provider. What you type stays when you choose another.</p>
      </header>
      {fetching && <p role="status">Loading the providers…</p>}
      {error && (
        <Notice title="The providers could not be loaded" action="Try again" onAction={() => reload()}>
          <p>{error.message}</p>
        </Notice>
      )}
      {data && <CustomerForm providers={data.providers} />}
    </main>
  );
}
