import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type Find = () => HTMLElement | null | undefined;

/**
 * Returns a function that renders the component and then moves the focus to an element. The focus moves before the next
 * event of the user: a later move would take the focus from a field in which the user types already.
 */
export function useFocusAfterRender(): (find: Find) => void {
  const wanted = useRef<Find | null>(null);
  const [, setRequests] = useState(0);
  useLayoutEffect(() => {
    const find = wanted.current;
    wanted.current = null;
    find?.()?.focus();
  });
  return (find) => {
    wanted.current = find;
    setRequests((requests) => requests + 1);
  };
}
