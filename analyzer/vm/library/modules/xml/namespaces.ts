/** Prefixes and what they are bound to. Source: "Namespaces in XML 1.0"; expat's `addBinding` in lib/xmlparse.c. */
import { XmlError } from './errors';

export const XML_URI = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_URI = 'http://www.w3.org/2000/xmlns/';

/** What one element binds, undone where it ends. */
export type Bindings = readonly { readonly prefix: string; readonly before: string | undefined }[];

export class Namespaces {
  /** By prefix, '' the default. */
  private readonly bound = new Map<string, string>([['xml', XML_URI]]);

  constructor(
    private readonly separator: string,
    /** Whether names carry their prefix as a third part. */
    public triplets = false,
  ) {}

  bind(prefix: string, uri: string, at: number): { prefix: string; before: string | undefined } {
    if (prefix === 'xmlns') throw new XmlError('RESERVED_PREFIX_XMLNS', at);
    if ((prefix === 'xml') !== (uri === XML_URI))
      throw new XmlError(prefix === 'xml' ? 'RESERVED_PREFIX_XML' : 'RESERVED_NAMESPACE_URI', at);
    if (uri === XMLNS_URI) throw new XmlError('RESERVED_NAMESPACE_URI', at);
    if (uri === '' && prefix !== '') throw new XmlError('UNDECLARING_PREFIX', at);
    const before = this.bound.get(prefix);
    this.bound.set(prefix, uri);
    return { prefix, before };
  }

  unbind(bindings: Bindings): void {
    for (const { prefix, before } of bindings.slice().reverse()) {
      if (before === undefined) this.bound.delete(prefix);
      else this.bound.set(prefix, before);
    }
  }

  /** `p:name` as its namespace, the separator and the name. An attribute without a prefix is in no namespace. */
  expand(name: string, attribute: boolean, at: number): string {
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    if (colon < 0 && attribute) return name;
    const uri = this.bound.get(prefix);
    if (uri === undefined || uri === '') {
      if (prefix === '') return name;
      throw new XmlError('UNBOUND_PREFIX', at);
    }
    const local = name.slice(colon + 1);
    return `${uri}${this.separator}${local}${this.triplets && prefix !== '' ? this.separator + prefix : ''}`;
  }
}
