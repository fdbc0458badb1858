interface StackedProps {
  readonly id: string;
  readonly className: string;
  /** What may stand here, whichever provider is chosen. */
  readonly texts: readonly string[];
  readonly shown: string;
}

/** A text with room for the longest that may take its place, so that nothing moves when another provider is chosen. */
export function Stacked({ id, className, texts, shown }: StackedProps) {
  const others = [...new Set(texts)].filter((text) => text !== shown);
  return (
    <div className={`stacked ${className}`}>
      <p id={id}>{shown}</p>
      {others.map((text) => (
        <p key={text} aria-hidden="true">
          {text}
        </p>
      ))}
    </div>
  );
}
