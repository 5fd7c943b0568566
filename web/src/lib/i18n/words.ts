/** The same keys in another language; a missing one does not compile. */
export type Words<En> = { readonly [K in keyof En]: string };

/** The names in braces of a text: `'{n} files'` has `n`. */
export type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
