import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from './support/playwright.ts';
import { addressOf, gone } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();
const brief = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties',
  previewText: 'Good evening. The ferry leaves at nine.',
} as const;

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id);

describe('the keyboard alone', () => {
  it('reaches the skip link first, which leads past the navigation', async () => {
    const page = await studio.open('/voices');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('changes the page, whose title then has the focus and is announced', async () => {
    const page = await studio.open('/voices');
    await page.getByRole('link', { name: 'Auditions', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Auditions', level: 1 }).waitFor();
    expect(await focused(page)).toBe('Auditions');
    await page.getByRole('status').filter({ hasText: 'Auditions' }).waitFor({ state: 'attached' });
    await page.goBack();
    await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
    expect(await focused(page)).toBe('Voices');
  });

  it.each(['/voices', '/auditions'])('leaves %s with an unfinished filter for another page', async (path) => {
    const page = await studio.open(path);
    await page.getByLabel('Label').fill('project:audiobook');
    await page.evaluate(() => {
      location.hash = '#/aliases';
    });
    await page.getByRole('heading', { name: 'Aliases', level: 1 }).waitFor();
    expect(await addressOf(page)).toBe(`${studio.url}#/aliases`);
  });

  it.each(['/voices/..%2Fstatus', '/auditions/..%2Fvoices', '/aliases/..%2Fkey'])(
    'reports that the id in the address %s is not valid',
    async (path) => {
      const page = await studio.open(path);
      await page.getByText('The ID or the alias in the address is not valid.').waitFor();
    },
  );

  it('signs in', async () => {
    const page = await studio.open('/voices', { key: null });
    const { key } = await studio.createKey(['read']);
    for (let presses = 0; (await focused(page)) !== (await fieldId(page)); presses += 1) {
      expect(presses).toBeLessThan(10);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
  });
});

const fieldId = (page: Page) => page.getByLabel('API key').getAttribute('id');

describe('a machine on which effects run late', () => {
  const effectsMs = 1_000;

  it.each(['/voices', '/auditions'])('keeps the filter that the user types at once in %s', async (path) => {
    const page = await studio.open('/state', { effectsMs });
    // The field is filled in the task in which it appears.
    await page.evaluate(
      (hash) =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const label = [...document.querySelectorAll('label')].find(
              (each) => each.textContent === 'Label',
            );
            if (!(label?.control instanceof HTMLInputElement)) return;
            observer.disconnect();
            label.control.value = 'project:audiobook';
            label.control.dispatchEvent(new InputEvent('input', { bubbles: true }));
            resolve();
          });
          observer.observe(document.body, { childList: true, subtree: true });
          location.hash = hash;
        }),
      path,
    );
    await page.getByText('Loading').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Label').inputValue()).toBe('project:audiobook');
  });

  it('has the title of the page and its focus as soon as the page is shown', async () => {
    const page = await studio.open('/voices', { effectsMs });
    const shown = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            const heading = document.querySelector('h1');
            if (heading?.textContent !== 'Aliases') return;
            observer.disconnect();
            resolve({ title: document.title, focus: document.activeElement?.textContent });
          });
          observer.observe(document.body, { childList: true, subtree: true });
          location.hash = '/aliases';
        }),
    );
    expect(shown).toEqual({ title: 'Aliases · Voice studio', focus: 'Aliases' });
  });
});

describe('language and colors', () => {
  it('are those of the browser, until the user chooses others, which the browser keeps', async () => {
    const page = await studio.open('/voices', { locale: 'zh-CN', colorScheme: 'dark' });
    await page.getByRole('heading', { name: '音色', level: 1 }).waitFor();
    const appearance = () =>
      page.evaluate(() => ({
        language: document.documentElement.lang,
        ground: getComputedStyle(document.body).backgroundColor,
      }));
    const chinese = await appearance();
    expect(chinese.language).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('combobox', { name: 'Colors' }).selectOption('light');
    const chosen = await appearance();
    expect(chosen.language).toBe('en');
    expect(chosen.ground).not.toBe(chinese.ground);
    await page.reload();
    await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
    expect(await appearance()).toEqual(chosen);
  });
});

describe('the header', () => {
  it.each([
    ['en-US', 721],
    ['en-US', 768],
    ['en-US', 861],
    ['zh-CN', 721],
  ] as const)('has one line in %s from 721 pixels on, such as %i', async (locale, width) => {
    const page = await studio.open('/state', { locale, viewport: { width, height: 900 } });
    const tops = await page.evaluate(() =>
      [...document.querySelectorAll('.header nav, .header-end')].map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return { top: top < 56, bottom: bottom <= 57 };
      }),
    );
    expect(tops).toEqual([
      { top: true, bottom: true },
      { top: true, bottom: true },
    ]);
  });
});

describe('the connection', () => {
  it('is reported as lost when the stack dies, and the page recovers when it is back', async () => {
    const page = await studio.open('/voices');
    await studio.client.createUnchecked({ ...brief, name: 'Before the crash' });
    await page.getByText('Before the crash').first().waitFor();
    await studio.stack.kill();
    await page.getByText(/^No response from the API since/).waitFor();
    expect(await page.getByText('Before the crash').first().isVisible()).toBe(true);
    await studio.startStack();
    await studio.client.createUnchecked({ ...brief, name: 'After the crash' });
    await page.getByText('After the crash').first().waitFor();
    await gone(page.getByText(/^No response from the API since/));
  });

  it('carries one request for each refresh, and not the next before its response', async () => {
    const page = await studio.open('/voices');
    // The times of the page do not depend on the load of the machine: a timer can be late, and never early.
    const waits = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const check = () => {
            const requests = performance
              .getEntriesByType('resource')
              .filter(({ name }) => new URL(name).pathname.endsWith('/v1/voices'))
              .map(({ startTime, duration }) => ({ startTime, endTime: startTime + duration }))
              .toSorted((one, other) => one.startTime - other.startTime);
            if (requests.length < 4) return;
            observer.disconnect();
            const pairs = requests.slice(1).map((request, index) => [requests[index], request] as const);
            resolve(pairs.map(([before, after]) => after.startTime - (before?.endTime ?? 0)));
          };
          const observer = new PerformanceObserver(check);
          observer.observe({ type: 'resource' });
          check();
        }),
    );
    expect(waits.length).toBeGreaterThan(2);
    // The first wait is two seconds, and later ones are longer. A timer of the browser may count whole milliseconds.
    expect(Math.min(...waits)).toBeGreaterThan(1_990);
  });
});

describe('a text of a voice', () => {
  const hostile = [
    '<img src=x onerror="window.taken=1">',
    '"><script>window.taken=1</script>',
    '{{constructor.constructor("window.taken=1")()}}',
    'javascript:window.taken=1',
    'abc \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 123',
    `long${'g'.repeat(110)}`,
  ];
  const names = new Map<string, string>();
  beforeAll(async () => {
    for (const text of hostile) {
      const { voice } = await studio.client.createUnchecked({
        ...brief,
        name: text.slice(0, 60),
        voicePrompt: `${text} ${brief.voicePrompt}`,
        previewText: `${text} ${brief.previewText}`,
        labels: { text: text.slice(0, 60) },
      });
      names.set(voice.voiceId, text);
    }
  });

  it('is shown as text and never becomes markup, code or an address', async () => {
    const list = await studio.open('/voices');
    for (const text of hostile) await list.getByText(text.slice(0, 60)).first().waitFor();
    for (const [voiceId, text] of names) {
      const page = await studio.open(`/voices/${voiceId}`);
      await page.getByText(text.slice(0, 60)).first().waitFor();
      const made = await page.evaluate(() => ({
        taken: 'taken' in window,
        images: document.querySelectorAll('img, iframe, object, embed, main script').length,
        addresses: [...document.querySelectorAll('a')].filter(
          ({ protocol }) => !/^(http|blob)/.test(protocol),
        ).length,
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      }));
      expect(made).toEqual({ taken: false, images: 0, addresses: 0, wide: false });
      await studio.closePages();
    }
  });
});

describe('the browser', () => {
  it('refuses requests to other origins, inline code and markup from texts', async () => {
    const page = await studio.open('/voices');
    const other = studio.stack.simulatorNote.controlUrl;
    const outcomes = await page.evaluate(async (url) => {
      const outcome = async (run: () => unknown) => {
        try {
          await run();
          return 'allowed';
        } catch (error) {
          return error instanceof Error ? error.name : 'refused';
        }
      };
      const inline = document.createElement('script');
      let violations = 0;
      const reported = new Promise<void>((resolve) => {
        addEventListener('securitypolicyviolation', () => {
          violations += 1;
          if (violations === 3) resolve();
        });
      });
      const found = {
        fetch: await outcome(() => fetch(url)),
        markup: await outcome(() => {
          document.body.innerHTML = '<b>text</b>';
        }),
        inline: await outcome(() => {
          inline.textContent = 'window.taken = 1';
          document.body.append(inline);
        }),
        taken: 'taken' in window,
      };
      // The browser reports violations later than it throws.
      await reported;
      return found;
    }, other);
    expect(outcomes).toEqual({ fetch: 'TypeError', markup: 'TypeError', inline: 'TypeError', taken: false });
    const reported = (await studio.takeProblems()).filter((each) =>
      each.startsWith('content policy violated'),
    );
    expect(reported).toEqual([
      expect.stringContaining('connect-src'),
      expect.stringContaining('require-trusted-types-for'),
      expect.stringContaining('require-trusted-types-for'),
    ]);
  });

  it('sends no referrer, and does not show the page in a frame', async () => {
    const page = await studio.open('/voices');
    const response = await page.goto(studio.url);
    expect(response?.headers()).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });
});
