/** What build tools need to find themselves, their caches and their language; none of it is a secret. */
const HARMLESS: readonly RegExp[] = [
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TERM|TMPDIR|TEMP|TMP|CI|SHELL|NO_COLOR)$/u,
  /^LC_[A-Z]+$/u,
  /^(?:CARGO_HOME|CARGO_TARGET_DIR|RUSTUP_HOME|RUSTUP_TOOLCHAIN|RUSTFLAGS)$/u,
  /^(?:GOPATH|GOROOT|GOCACHE|GOMODCACHE|GOFLAGS)$/u,
  /^(?:VIRTUAL_ENV|PYENV_ROOT|PYTHONPATH|PYTHONHASHSEED)$/u,
  /^(?:JAVA_HOME|GRADLE_USER_HOME|DOTNET_ROOT|PNPM_HOME|NVM_DIR)$/u,
];

/**
 * The environment for a program that is not ours: the harmless variables and those that were asked for by name.
 * Tokens of chat platforms and of models never get there by accident.
 */
export function scrubEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  pass: readonly string[] = [],
): Record<string, string> {
  const kept = Object.entries(source).filter(
    ([name, value]) =>
      value !== undefined && (pass.includes(name) || HARMLESS.some((known) => known.test(name))),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
