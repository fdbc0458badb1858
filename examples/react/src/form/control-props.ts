import type { Field } from './field';
import type { Values } from './values';

export interface ControlProps {
  readonly field: Field;
  readonly values: Values;
  readonly onChange: (name: string, value: string) => void;
  readonly attributes: {
    readonly id: string;
    readonly name: string;
    readonly required: boolean;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string | undefined;
  };
}
