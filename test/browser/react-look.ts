import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';

const titles = providerDefinitions.map(({ title }) => title);
const widths = [360, 768, 1280, 1600];

/** How the React example looks and is used: in light and dark, by keyboard, on every width, with every provider. */
export function describeLook(
  page: () => Page,
  sent: () => readonly { readonly input: Record<string, unknown> }[],
): void {
  const control = (name: string) => page().locator(`[id="${name}"]`);
  const choose = (title: string) => page().getByRole('radio', { name: title }).check();
  const create = () =>
    page()
      .getByRole('button', { name: /^Create at/ })
      .click();
  const states = () => page().getByRole('combobox', { name: 'State or region' });
  const links = () => page().locator('.notice').getByRole('link');
  const press = (key: string) => page().keyboard.press(key);
  const type = (text: string) => page().keyboard.type(text);
  const focused = () => page().evaluate<string>('document.activeElement.id || document.activeElement.className');

  /** Presses Tab until this control has the focus, and looks each time whether that shows. */
  async function tabTo(target: Locator): Promise<void> {
    for (let steps = 0; steps < 40; steps += 1) {
      if (await isFocused(target)) return;
      await press('Tab');
      expect(await page().evaluate<number>(contrastOfFocus), await focused()).toBeGreaterThanOrEqual(3);
    }
    throw new Error(`Tab does not lead there from ${await focused()}`);
  }

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it('has no fault that axe finds, with any provider, with mistakes, and after success', async () => {
      await page().emulateMedia({ colorScheme });
      const brightness = await page().evaluate<number>(brightnessOfPage);
      expect(brightness > 0.5 ? 'light' : 'dark').toBe(colorScheme);
      await page().evaluate(axe.source);
      for (const title of titles) {
        await choose(title);
        expect(await faults(), title).toEqual([]);
      }
      await choose('Soap');
      await create();
      await links().first().waitFor();
      expect(await faults()).toEqual([]);
      await fillInByIds(colorScheme);
      await create();
      await page().getByRole('heading', { name: 'Created at Soap' }).waitFor();
      expect(await faults()).toEqual([]);
      // axe takes seconds for each of these on a busy machine.
    }, 120_000);

    it('shows where the focus is, from the first control to the last', async () => {
      await page().emulateMedia({ colorScheme });
      await page().getByRole('radio', { checked: true }).focus();
      await tabTo(page().getByRole('button', { name: /^Create at/ }));
    });
  });

  it('takes a customer with nothing but the keyboard', async () => {
    await page().reload();
    const first = page().getByRole('radio', { checked: true });
    await first.waitFor();
    await tabTo(first);
    await press('ArrowRight');
    expect(await page().getByRole('radio', { name: 'Vaultera' }).isChecked()).toBe(true);
    await tabTo(control('firstName'));
    await type('Asha');
    await tabTo(page().getByRole('combobox', { name: 'Country of the phone number' }));
    await type('India');
    await tabTo(control('phone'));
    await type('98765 43210');
    await tabTo(control('address.country'));
    await type('India');
    await tabTo(control('address.state'));
    await expect.poll(() => states().count()).toBe(1);
    await type('Karn');
    await tabTo(page().getByRole('button', { name: 'Create at Vaultera' }));
    await press('Enter');
    const success = page().getByRole('heading', { name: 'Created at Vaultera' });
    await success.waitFor();
    expect(await isFocused(success)).toBe(true);
    expect(sent()[0]?.input).toMatchObject({ phone: '+919876543210', address: { country: 'IN', state: 'KA' } });

    await tabTo(page().getByRole('button', { name: 'Create another customer' }));
    await press('Space');
    await expect.poll(() => page().evaluate('document.activeElement.value')).toBe('VAULTERA');
  });

  it('lists what is wrong above the form, with a way to each field', async () => {
    await choose('Soap');
    await control('email').fill('asha');
    await control('phone').fill('12');
    await tabTo(page().getByRole('button', { name: /^Create at/ }));
    await press('Enter');
    await expect.poll(() => isFocused(page().locator('.notice'))).toBe(true);
    const targets = await links().evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(targets).toEqual(['#firstName', '#lastName', '#email', '#phone']);
    for (const [index, target] of targets.entries()) {
      await links().nth(index).focus();
      await press('Enter');
      expect(`#${await focused()}`).toBe(target);
      expect(await page().locator(':focus').getAttribute('aria-invalid')).toBe('true');
    }
  });

  it.each(widths)('keeps every field, its name and what was typed where it was, %i pixels wide', async (width) => {
    await page().setViewportSize({ width, height: 900 });
    await control('company').fill('Example Traders');
    await control('dateOfBirth').fill('1990-01-31');
    await control('address.country').selectOption('US');
    await states().selectOption('CA');
    await choose(titles[0] ?? '');
    const before = await page().evaluate<FieldPlace[]>(places);
    expect(before.length).toBeGreaterThan(15);
    for (const title of titles.slice(1)) {
      await choose(title);
      const now = await page().evaluate<FieldPlace[]>(places);
      expect(now.slice(0, before.length), title).toEqual(before);
    }
    expect(await control('company').inputValue()).toBe('Example Traders');
    expect(await control('address.state').inputValue()).toBe('CA');
  });

  it('marks what a provider requires, and what it has no field for', async () => {
    const marked = (name: string) =>
      page()
        .locator('.field', { has: control(name) })
        .locator('.mark')
        .allInnerTexts();
    await choose('Soap');
    expect(await marked('lastName')).toEqual(['Required']);
    expect(await marked('phone')).toEqual([]);
    expect(await marked('company')).toEqual(['Not sent']);
    await choose('xPay');
    expect(await marked('lastName')).toEqual(['One of these']);
    expect(await marked('phone')).toEqual(['Required']);
    expect(await marked('company')).toEqual(['One of these']);
    expect(await control('phone').getAttribute('required')).not.toBeNull();
  });

  it.each(widths)('needs no scrolling to the side and leaves no gap in a row, %i pixels wide', async (width) => {
    await page().setViewportSize({ width, height: 900 });
    const overflow = () => page().evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    for (const title of titles) {
      await choose(title);
      expect(await overflow(), title).toBe(0);
      expect(await page().evaluate<string[]>(rowsWithGaps), title).toEqual([]);
    }
    await choose('Soap');
    await create();
    await links().first().waitFor();
    expect(await overflow()).toBe(0);
    await fillInByIds(`w${width}`);
    await control('reference').fill(`${width}${'a'.repeat(200)}`);
    await create();
    await page().getByRole('heading', { name: 'Created at Soap' }).waitFor();
    expect(await overflow()).toBe(0);
  });

  it('speaks the words of people, with every provider and about mistakes', async () => {
    for (const title of titles) {
      await choose(title);
      expect(machineWords(await page().locator('form').innerText()), title).toEqual([]);
    }
    await choose('Juspay');
    await control('firstName').fill('Asha;=');
    await control('email').fill('ashá@example.com');
    await control('phone').fill('2025550143');
    await create();
    expect(await mistakes()).toEqual([
      'First name: Juspay does not accept “;” and “=” in this field.',
      'E-mail: Juspay does not accept “á” in this field.',
    ]);
    await control('firstName').fill('Asha');
    await control('email').fill('asha@');
    await create();
    await expect.poll(mistakes).toEqual(['E-mail: An e-mail address looks like jane.doe@example.com.']);
  });

  it('offers the states of a country that has them, and a line of text elsewhere', async () => {
    const state = () => page().getByLabel('State or region');
    await control('address.country').selectOption({ label: 'India' });
    await states().selectOption({ label: 'Bihar' });
    await control('address.country').selectOption({ label: 'Germany' });
    await page().getByRole('textbox', { name: 'State or region' }).waitFor();
    expect(await state().inputValue()).toBe('');
  });

  it('reads a number as it is written in the country beside it, or in the one that it names', async () => {
    const country = page().getByRole('combobox', { name: 'Country of the phone number' });
    await choose('Stax');
    expect(await country.inputValue()).toBe('US');
    await control('phone').fill('+44 20 7183 8750');
    expect(await country.inputValue()).toBe('GB');
    await control('firstName').fill('Asha');
    await control('phone').fill('020 7');
    await create();
    expect(await mistakes()).toEqual(['Phone: This is too short for a number with +44.']);
    await control('phone').fill('020 7183 8750');
    await create();
    await page().getByRole('heading', { name: 'Created at Stax' }).waitFor();
    expect(sent()[0]?.input.phone).toBe('+442071838750');
  });

  async function mistakes(): Promise<string[]> {
    await links().first().waitFor();
    return links().allInnerTexts();
  }

  async function faults(): Promise<string[]> {
    const { violations } = await page().evaluate<axe.AxeResults>('axe.run()');
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  async function fillInByIds(unique: string): Promise<void> {
    await control('firstName').fill('Asha');
    await control('lastName').fill('Rao');
    await control('email').fill(`asha.${unique}@example.com`);
  }
}

const isFocused = (target: Locator) => target.evaluate((element) => element.ownerDocument.activeElement === element);

interface FieldPlace {
  readonly label: string;
  readonly box: readonly number[];
}

/** Every control with its label, and where it is: those of the provider alone come last. */
const places = `[...document.querySelectorAll('.field > .label > label')].map((label) => {
  const { x, y, width, height } = label.control.getBoundingClientRect();
  return { label: label.textContent, box: [x, y + scrollY, width, height] };
})`;

/** The last field of each row of a group, if it does not end where the group ends. */
const rowsWithGaps = `[...document.querySelectorAll('.fields')].flatMap((group) => {
  const rows = new Map();
  for (const field of group.children) rows.set(field.getBoundingClientRect().top, field);
  const end = group.getBoundingClientRect().right;
  return [...rows.values()]
    .filter((last) => Math.abs(last.getBoundingClientRect().right - end) > 1)
    .map((last) => last.textContent);
})`;

/** Relative luminance and contrast as WCAG 2 defines them, of colours that a canvas has read. */
const colours = `
  const pixel = document.createElement('canvas').getContext('2d');
  const luminance = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
`;

const brightnessOfPage = `(() => { ${colours} return luminance(getComputedStyle(document.body).backgroundColor); })()`;

/** The contrast of the ring around what has the focus with what is behind it; 0 without a ring. */
const contrastOfFocus = `(() => { ${colours}
  const ringed = (element) => element && getComputedStyle(element).outlineStyle === 'solid' && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
  const element = [document.activeElement, document.activeElement.closest('label')].find(ringed);
  if (!element) return 0;
  let behind = element.parentElement;
  while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  const pair = [getComputedStyle(element).outlineColor, getComputedStyle(behind ?? document.body).backgroundColor];
  const [dark, light] = pair.map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
})()`;

/** Backticks, names of the API, standards, and rows of punctuation. A brand may have one small letter before a capital. */
const machineWords = (text: string): string[] =>
  text.match(/`|\b[a-z]{2,}[A-Z]\w*|\b(?:ISO|ASCII|JSON)\b|[^\s\w“”’‘]{4,}/g) ?? [];
