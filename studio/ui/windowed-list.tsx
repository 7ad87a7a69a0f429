import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface WindowedListProps<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** The name of the list for screen readers. */
  readonly label: string;
  /** The class of each row. It sets the same height for all rows. */
  readonly rowClass: string;
  readonly children: (item: Item) => ComponentChildren;
}

/** Rows from `start` up to, and not including, `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows that are rendered above and below the visible part. */
const overscan = 6;
/** The range moves in steps of this many rows, so that most scroll events change nothing. */
const step = 4;

/**
 * Returns the rows to render.
 *
 * @param top distance from the upper edge of the window to the first row, in pixels, negative after scrolling down
 */
export function rowsInView(top: number, windowHeight: number, rowHeight: number, count: number): RowRange {
  const first = Math.floor(-top / rowHeight) - overscan;
  const last = Math.ceil((windowHeight - top) / rowHeight) + overscan;
  const start = Math.max(0, Math.floor(first / step) * step);
  const end = Math.max(0, Math.min(count, Math.ceil(last / step) * step));
  return { start: Math.min(start, end), end };
}

/**
 * A list that scrolls with the page and renders only the rows in view, so that it stays fast with thousands of rows. All
 * rows have the same height. A row that contains the focus stays rendered.
 */
export function WindowedList<Item>({ items, keyOf, label, rowClass, children }: WindowedListProps<Item>) {
  const list = useRef<HTMLUListElement>(null);
  const { range, rowHeight } = useRowsInView(list, rowClass, items.length);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const rows = items.flatMap((item, index) => {
    const isShown = index >= range.start && index < range.end;
    return isShown || keyOf(item) === focusedKey ? [{ item, index }] : [];
  });
  return (
    <ul ref={list} class="windowed" aria-label={label} style={{ height: `${items.length * rowHeight}px` }}>
      {rows.map(({ item, index }) => (
        <li
          key={keyOf(item)}
          class={rowClass}
          aria-posinset={index + 1}
          aria-setsize={items.length}
          style={{ transform: `translateY(${index * rowHeight}px)` }}
          onFocusIn={() => setFocusedKey(keyOf(item))}
          onFocusOut={() => setFocusedKey(null)}
        >
          {children(item)}
        </li>
      ))}
    </ul>
  );
}

/** A height for the first render of a list, before a row can be measured, in pixels. */
const assumedHeight = 72;
/** The height of the rows of a class when they were measured last, so that a list that is shown again has its full height. */
const measuredHeights = new Map<string, number>();

function useRowsInView(list: { readonly current: HTMLUListElement | null }, rowClass: string, count: number) {
  const [rowHeight, setRowHeight] = useState(() => measuredHeights.get(rowClass) ?? assumedHeight);
  const [range, setRange] = useState<RowRange>({ start: 0, end: 0 });
  const update = () => {
    if (list.current === null) return;
    const row = list.current.firstElementChild;
    const height = row instanceof HTMLElement ? row.offsetHeight : rowHeight;
    setRowHeight(height);
    measuredHeights.set(rowClass, height);
    const next = rowsInView(list.current.getBoundingClientRect().top, innerHeight, height, count);
    setRange((shown) => (shown.start === next.start && shown.end === next.end ? shown : next));
  };
  // Before the browser paints, so that a changed list never shows a gap.
  useLayoutEffect(update, [count, range.end === 0]);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(update);
    sizes.observe(document.body);
    addEventListener('scroll', update, { passive: true });
    return () => {
      sizes.disconnect();
      removeEventListener('scroll', update);
    };
  }, [count]);
  return { range, rowHeight };
}
