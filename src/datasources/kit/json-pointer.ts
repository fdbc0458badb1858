/** JSON pointers, RFC 6901. */

const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** `['address', 'a/b']` → `/address/a~1b`. */
export const pointerTo = (segments: readonly string[]): string =>
  segments.map((segment) => `/${escaped(segment)}`).join('');

/** `/address/a~1b` → `['address', 'a/b']`. */
export const segmentsOf = (pointer: string): string[] => pointer.slice(1).split('/').map(unescaped);

/** `address.city` → `/address/city`: providers' messages name nested fields with dots. */
export const pointerOfDottedName = (name: string): string => `/${name.replaceAll('.', '/')}`;

/** `/address/city` → `address.city`. */
export const dottedName = (pointer: string): string => pointer.replace(/^\//, '').replaceAll('/', '.');
