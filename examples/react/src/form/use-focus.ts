import { type RefObject, useEffect, useRef } from 'react';
import type { Submission } from '../submission/submission';

/** Moves the focus to what the user has to read next: the notice after a failure, the form's start for the next customer. */
export function useFocus(form: RefObject<HTMLFormElement | null>, submission: Submission) {
  const startsOver = useRef(false);
  useEffect(() => {
    if (submission.state === 'editing') {
      if (startsOver.current) focusOn(form, '[name="provider"]:checked');
    } else if (submission.state !== 'sending') focusOn(form, '.notice');
    startsOver.current = false;
  }, [form, submission]);
  return {
    /** To be called before the form is emptied: the button that was pressed goes with what it belonged to. */
    fromTheStart() {
      startsOver.current = true;
    },
  };
}

const focusOn = (form: RefObject<HTMLFormElement | null>, selector: string): void =>
  form.current?.querySelector<HTMLElement>(selector)?.focus();
