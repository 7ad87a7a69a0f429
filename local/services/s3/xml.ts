/** An element of an XML document, without its attributes. */
export interface XmlElement {
  readonly name: string;
  /** The text of an element without children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** A text is not an XML document as S3 writes it. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const token = /<\?[^>]*\?>|<(\/?)([\w:-]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;

/** Parses a document without comments and sections of character data. @throws XmlError */
export function parseXml(document: string): XmlElement {
  const root: Open = { name: '', text: '', children: [] };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const [found, closing, name, empty, text] = token.exec(document) ?? [];
    const current = open.at(-1);
    if (found === undefined || current === undefined)
      throw new XmlError(`Unexpected text at character ${at}.`);
    if (text !== undefined) current.text += unescapeXml(text);
    if (name === undefined) continue;
    if (closing) close(open, name);
    else {
      const child: Open = { name, text: '', children: [] };
      current.children.push(child);
      if (!empty) open.push(child);
    }
  }
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0 || open.length > 1 || root.text.trim() !== '') {
    throw new XmlError('The document does not consist of one element.');
  }
  return only;
}

interface Open extends XmlElement {
  text: string;
  children: XmlElement[];
}

function close(open: Open[], name: string): void {
  const closed = open.pop();
  if (closed?.name !== name || open.length === 0) throw new XmlError(`The end of ${name} has no beginning.`);
}

const entities: Readonly<Record<string, string>> = {
  'amp;': '&',
  'apos;': "'",
  'gt;': '>',
  'lt;': '<',
  'quot;': '"',
};

/** @throws XmlError for an entity that XML does not define */
function unescapeXml(text: string): string {
  return text.replace(/&([^;]*;?)/g, (found, reference: string) => {
    const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]+)|(\d+));$/i.exec(reference) ?? [];
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
    const character = entities[reference];
    if (character === undefined) throw new XmlError(`The entity ${found} does not exist.`);
    return character;
  });
}
