// Leaves a part of the page as it is while nothing changed that it is made of. A list of hundreds of rows costs what changed in it.

import { noChange } from '../vendor/lit-html.js';
import { Directive, directive } from '../vendor/directive.js';

class Unchanged extends Directive {
  update(_, [made, make]) {
    if (this.made?.every((each, i) => each === made[i])) return noChange;
    this.made = made;
    return make();
  }
}

/** What `make` gives, made again only when one of the values it is made of is another one than before. */
export const unchanged = directive(Unchanged);
