/** Register numbers for values. Constants have registers too, filled in a template, so that steps need not tell them apart. */
import { isConst, type Concrete, type Value } from '../../ir';

export type Registers = Concrete[];

export class RegisterFile {
  readonly template: Registers = [];
  private readonly numbers = new Map<Value, number>();

  of(v: Value): number {
    let n = this.numbers.get(v);
    if (n === undefined) {
      n = this.template.length;
      this.template.push(isConst(v) ? v.value : null);
      this.numbers.set(v, n);
    }
    return n;
  }

  all(values: readonly Value[]): number[] {
    return values.map((v) => this.of(v));
  }
}
