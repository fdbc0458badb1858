import type { ProviderInputFieldsFragment, ProviderInputType } from '../generated/operations';
import { type Field, type InputPath, nameOf, type ProviderInfo } from './field';
import { type GroupName, layout, type Presentation } from './layout';
import { labelFor } from './words';

/** Lists of objects are left to forms made for them. */
type Offered = Exclude<ProviderInputType, 'OBJECT_LIST'>;
type Input = ProviderInputFieldsFragment & { readonly type: Offered };

const isOffered = (input: ProviderInputFieldsFragment): input is Input => input.type !== 'OBJECT_LIST';

/** The fields of the form: those of all providers, always in the same order, then those that only the chosen one has. */
export function fieldsOf(
  provider: ProviderInfo,
  providers: readonly ProviderInfo[],
  requiredByAccount: readonly InputPath[] = [],
): Field[] {
  const own = new Map(provider.inputs.filter(isOffered).map((input) => [nameOf(input.path), input]));
  const anyones = new Map(
    providers
      .flatMap(({ inputs }) => inputs)
      .filter(isOffered)
      .map((input) => [nameOf(input.path), input]),
  );
  const required = new Set(requiredByAccount.map(nameOf));
  const oneOf = new Set(provider.requiredOneOf.flat().map(nameOf));

  const toField = (name: string, like: Input, group: GroupName, shown: Partial<Presentation> = {}): Field => {
    const rules = own.get(name);
    return {
      ...rules,
      ...(like.values ? { widget: 'select' } : byType[like.type]),
      span: 6,
      ...shown,
      name,
      path: like.path,
      label: labelFor(name, like.label),
      group,
      mark: markOf(rules, required.has(name), oneOf.has(name)),
    };
  };

  const placed = Object.entries(layout).flatMap(([group, fields]) =>
    Object.entries(fields).map(([name, shown]) => ({ name, group: group as GroupName, shown })),
  );
  const known = new Set(placed.map(({ name }) => name));
  const later = [...anyones]
    .filter(([name, { path }]) => !known.has(name) && !isOfOneProvider(path))
    .map(([name]) => ({ name, group: 'records' as const, shown: {} }));
  const shared = [...placed, ...later].flatMap(({ name, group, shown }) => {
    const like = own.get(name) ?? anyones.get(name);
    return like ? [toField(name, like, group, shown)] : [];
  });
  const onlyHere = [...own].filter(([, { path }]) => isOfOneProvider(path));
  return [...shared, ...onlyHere.map(([name, input]) => toField(name, input, 'onlyHere'))];
}

const byType: Readonly<Record<Offered, Pick<Presentation, 'widget'>>> = {
  TEXT: { widget: 'text' },
  TEXT_LIST: { widget: 'words' },
  BOOLEAN: { widget: 'checkbox' },
  KEY_VALUE_LIST: { widget: 'pairs' },
};

/** What one provider has makes no sense to the others: it is asked for only there, and not kept for them. */
const isOfOneProvider = ([first]: InputPath): boolean => first === 'providerOptions' || first === 'requestClientToken';

function markOf(rules: Input | undefined, requiredByAccount: boolean, oneOf: boolean): Field['mark'] {
  if (requiredByAccount || rules?.required) return 'required';
  if (!rules) return 'unsent';
  return oneOf ? 'one-of' : undefined;
}
