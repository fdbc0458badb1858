import type { InputPath } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** The value that lies at an input path of a request; undefined when the caller gave none. */
export function inputAt(request: CreateCustomerRequest, path: InputPath): unknown {
  const [first, ...rest] = path;
  if (first === 'requestClientToken') return request.requestClientToken || undefined;
  if (first === 'providerOptions') return at(request.options, rest.slice(1));
  return at(request.profile, path);
}

function at(root: unknown, path: InputPath): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], root);
}

/** Every place of the neutral input that a caller may have filled and that a provider may have no place for. */
const leaves: readonly InputPath[] = [
  ['reference'],
  ['firstName'],
  ['lastName'],
  ['email'],
  ['phone'],
  ['company'],
  ['dateOfBirth'],
  ['description'],
  ['address', 'line1'],
  ['address', 'line2'],
  ['address', 'line3'],
  ['address', 'city'],
  ['address', 'state'],
  ['address', 'postalCode'],
  ['address', 'country'],
  ['metadata'],
  ['requestClientToken'],
];

/** The places that the request fills. */
export function givenPaths(request: CreateCustomerRequest): InputPath[] {
  return leaves.filter((path) => inputAt(request, path) !== undefined);
}
