/** What an operator has switched off; all of it is on unless somebody says otherwise. */
export interface Switches {
  /** Whether voices may be asked for, and be sent to the provider. */
  readonly creates: boolean;
  /** Whether voices may be deleted at the provider. */
  readonly deletes: boolean;
}

/** One item for the whole deployment. Read consistently before each claim of a create and each delete at the provider. */
export interface SwitchStore {
  read(): Promise<Switches>;
}
