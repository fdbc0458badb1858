import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly tone?: 'error' | 'waiting';
  readonly action?: string;
  /** When the action is a way out, and not what most people should do. */
  readonly isAside?: boolean;
  readonly onAction?: () => void;
  readonly children?: ReactNode;
}

/** A message at the top of the page, which can be focused. */
export function Notice({ title, tone = 'error', action, isAside = false, onAction, children }: NoticeProps) {
  return (
    <section className={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'} tabIndex={-1}>
      <h2>{title}</h2>
      {children}
      {action && (
        <button type="button" className={isAside ? 'quiet' : 'second'} onClick={onAction}>
          {action}
        </button>
      )}
    </section>
  );
}
