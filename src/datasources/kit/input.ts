import type { InputPath } from '../../domain/customer.js';
import { valueAtPath } from '../../domain/profile.js';
import { profilePlaces } from '../../domain/profile-fields.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** The value that lies at an input path of a request; undefined when the caller gave none. */
export function inputAt(request: CreateCustomerRequest, path: InputPath): unknown {
  const [first, ...rest] = path;
  if (first === 'requestClientToken') return request.requestClientToken || undefined;
  if (first === 'providerOptions') return valueAtPath(request.options, rest.slice(1));
  return valueAtPath(request.profile, path);
}

/** Every place of the neutral input that a caller may have filled and that a provider may have no place for. */
const places: readonly InputPath[] = [...profilePlaces.map(({ path }) => path), ['requestClientToken']];

/** The places that the request fills. */
export function givenPaths(request: CreateCustomerRequest): InputPath[] {
  return places.filter((path) => inputAt(request, path) !== undefined);
}
