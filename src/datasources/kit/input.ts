import type { InputPath } from '../../domain/customer.js';
import { valueAtPath } from '../../domain/profile.js';
import { profilePlaces } from '../../domain/profile-fields.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** The value at an input path of a request; undefined when the caller gave none. */
export function inputAt(request: CreateCustomerRequest, path: InputPath): unknown {
  switch (path[0]) {
    case 'requestClientToken':
      return request.requestClientToken || undefined;
    case 'providerOptions':
      return valueAtPath(request.options, path.slice(2)) ?? undefined;
    default:
      return valueAtPath(request.profile, path);
  }
}

/** Every provider-neutral input that a caller may give and a provider may have no field for. */
const inputs: readonly InputPath[] = [...profilePlaces.map(({ path }) => path), ['requestClientToken']];

/** The inputs that the request gives. */
export function givenPaths(request: CreateCustomerRequest): InputPath[] {
  return inputs.filter((path) => inputAt(request, path) !== undefined);
}
