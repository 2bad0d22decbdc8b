const BINARY_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    "7z a aac ai avi bin blend bmp br bz2 class dat db deb dll dmg doc docx dylib eot exe flac gguf gif glb gz h5 " +
    "heic icns ico iso jar jpeg jpg ktx2 lib lz4 m4a mkv mov mp3 mp4 mpg msi node npy npz o obj odt ogg onnx otf " +
    "parquet pb pdf pickle pkl png ppt pptx psd pt pth pyc pyo rar rlib rpm safetensors so sqlite sqlite3 tar tflite " +
    "tgz tif tiff ttf wasm wav webm webp whl woff woff2 xls xlsx xz zip zst"
  ).split(" "),
);

const GENERATED_NAMES: ReadonlySet<string> = new Set([
  "bun.lock",
  "cargo.lock",
  "composer.lock",
  "flake.lock",
  "gemfile.lock",
  "go.sum",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "pipfile.lock",
  "pnpm-lock.yaml",
  "poetry.lock",
  "uv.lock",
  "yarn.lock",
]);
const GENERATED_ENDING = /\.(?:map|min\.(?:js|css|mjs)|snap|svg|tsbuildinfo)$/u;

const SECRET_NAME =
  /^(?:\.env(?:\..+)?|\.envrc|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|(?:credentials|secrets?)(?:\.[a-z]+)*\.(?:json|ya?ml|toml|ini|env|txt)|credentials)$/u;
const SECRET_ENDING = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|tfstate|tfvars|ppk|asc|gpg)$/u;
const PUBLIC_SAMPLE = /(?:^|[.\-_])(?:example|sample|template|dist)(?:\.|$)/u;

/**
 * Why a file is left out by its name alone: it usually holds credentials, which must not end up in a chat; it
 * is generated, so nobody edits or reads it; or it is binary. Undefined for everything else.
 */
export function skipReason(path: string): "secret" | "generated" | "binary" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const holdsSecrets = SECRET_NAME.test(name) || SECRET_ENDING.test(name);
  if (holdsSecrets && !PUBLIC_SAMPLE.test(name)) return "secret";
  if (GENERATED_NAMES.has(name) || GENERATED_ENDING.test(name)) return "generated";
  const dot = name.lastIndexOf(".");
  return dot > 0 && BINARY_EXTENSIONS.has(name.slice(dot + 1)) ? "binary" : undefined;
}
