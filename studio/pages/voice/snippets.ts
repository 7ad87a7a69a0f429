import type { VoiceView } from '../../../client/index.ts';
import { synthesisCall } from './synthesis-call.ts';

type Use = NonNullable<VoiceView['use']>;

export type SnippetName = 'json' | 'yaml' | 'typescript' | 'python' | 'curl';

/** A text to copy. */
export interface Snippet {
  readonly name: SnippetName;
  /** The name of the format, which is the same in all languages. */
  readonly title: string;
  readonly text: string;
}

/** The fields of a voice from which snippets are made. */
export type SpokenVoice = Pick<VoiceView, 'family' | 'scope' | 'previewText' | 'language'> & {
  readonly use: Use;
};

/** Returns `use` as JSON and YAML, and programs that speak a sentence with the voice. */
export function snippetsOf(voice: SpokenVoice): readonly Snippet[] {
  const call = synthesisCall(voice);
  const data: readonly Snippet[] = [
    { name: 'json', title: 'JSON', text: JSON.stringify(voice.use, null, 2) },
    { name: 'yaml', title: 'YAML', text: yamlOf(voice.use) },
  ];
  if (call.kind === 'realtime') {
    return [...data, { name: 'python', title: 'Python', text: realtimePython(call) }];
  }
  return [
    ...data,
    { name: 'typescript', title: 'TypeScript', text: typescriptOf(call) },
    { name: 'python', title: 'Python', text: pythonOf(call) },
    { name: 'curl', title: 'curl', text: curlOf(call) },
  ];
}

function yamlOf({ model, voice, languages }: Use): string {
  const list = languages === null ? 'null' : `[${languages.join(', ')}]`;
  return `model: ${yamlText(model)}\nvoice: ${yamlText(voice)}\nlanguages: ${list}`;
}

/** Quotes a text that YAML could take for something else. JSON strings are YAML strings. */
function yamlText(text: string): string {
  const isPlain = /^[A-Za-z][\w.-]*-[\w.-]*$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}

type HttpCall = Extract<ReturnType<typeof synthesisCall>, { kind: 'http' }>;
type RealtimeCall = Extract<ReturnType<typeof synthesisCall>, { kind: 'realtime' }>;

function typescriptOf({ url, body }: HttpCall): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: {
    Authorization: \`Bearer \${process.env.DASHSCOPE_API_KEY}\`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify(${indent(JSON.stringify(body, null, 2), 2)}),
});
if (!response.ok) throw new Error(await response.text());
const { output } = await response.json();
console.log(output.audio.url); // The link works for 24 hours.`;
}

function pythonOf({ url, body }: HttpCall): string {
  return `import os

import requests  # pip install requests

response = requests.post(
    ${JSON.stringify(url)},
    headers={"Authorization": f"Bearer {os.environ['DASHSCOPE_API_KEY']}"},
    json=${indent(JSON.stringify(body, null, 4), 4)},
    timeout=60,
)
response.raise_for_status()
print(response.json()["output"]["audio"]["url"])  # The link works for 24 hours.`;
}

function curlOf({ url, body }: HttpCall): string {
  const json = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return `curl -sS ${url} \\
  -H "Authorization: Bearer $DASHSCOPE_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '${json}'`;
}

function realtimePython({ url, model, voice, text }: RealtimeCall): string {
  return `import base64
import os
import threading

import dashscope  # pip install "dashscope>=1.25.11"
from dashscope.audio.qwen_tts_realtime import AudioFormat, QwenTtsRealtime, QwenTtsRealtimeCallback

dashscope.api_key = os.environ["DASHSCOPE_API_KEY"]
finished = threading.Event()
audio = bytearray()


class Receiver(QwenTtsRealtimeCallback):
    def on_event(self, message):
        if message["type"] == "response.audio.delta":
            audio.extend(base64.b64decode(message["delta"]))
        elif message["type"] == "session.finished":
            finished.set()

    def on_close(self, close_status_code, close_msg):
        finished.set()


session = QwenTtsRealtime(
    model=${JSON.stringify(model)},
    callback=Receiver(),
    url=${JSON.stringify(url)},
)
session.connect()
session.update_session(
    voice=${JSON.stringify(voice)},
    response_format=AudioFormat.PCM_24000HZ_MONO_16BIT,
    mode="server_commit",
)
session.append_text(${JSON.stringify(text)})
session.finish()
finished.wait(60)
with open("speech.pcm", "wb") as file:  # 16-bit samples, mono, 24 kHz
    file.write(audio)`;
}

/** Indents all lines but the first. */
function indent(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
