import { type ReactNode, useId } from 'react';
import { Stacked } from './stacked';

interface FieldGroupProps {
  readonly heading: string;
  readonly note: string;
  /** What may stand below the heading, whichever provider is chosen. */
  readonly notes: readonly string[];
  readonly children: ReactNode;
}

/** Fields that belong together: on wide screens the heading stands beside them. */
export function FieldGroup({ heading, note, notes, children }: FieldGroupProps) {
  const id = useId();
  return (
    <fieldset className="group" aria-labelledby={id} aria-describedby={`${id}-note`}>
      <div className="about">
        <h2 id={id}>{heading}</h2>
        <Stacked id={`${id}-note`} className="note" texts={notes} shown={note} />
      </div>
      <div className="fields">{children}</div>
    </fieldset>
  );
}
