export const help = `A DashScope voice-design server on 127.0.0.1, for development and tests.

  npm run simulator -- [options]

Where
  --port <n>                 mainland scope, control plane and /health (4110; 0 takes a free one)
  --international-port <n>   international scope (the port after --port)
  --state <folder>           keep voices, billing, log and clock there (default: in memory)
  --mainland-key <key>       accept this key in this scope instead of sk-local-mainland; may be
  --international-key <key>    repeated; <key>=<account> puts it on an account of its own

How it behaves
  --review-seconds <n>       how long a CosyVoice voice is DEPLOYING (5)
  --reject-share <0..1>      share of the reviews that end in UNDEPLOYED (0)
  --time-scale <n>           divides review times (1)
  --latency-ms <n>           before each answer (0)
  --voice-cap <n>            voices per account and family (1000)
  --cosyvoice-rps <n>        calls per account and second, 0 for no limit (10)
  --qwen-rpm <n>             calls per account and minute, enforced by the second, 0 for no limit (180)
  --qwen-retired             qwen-voice-design is gone
  --accept-unknown-models    take any target_model
  --opaque-ids               give voices ids that show neither model nor name
  --max-preview-seconds <n>  longest preview (20)
  --no-marks                 brackets in a voice prompt are just text
  --seed <n>                 everything drawn at random follows from it (1)
  --quiet                    print the ready line only
  -h, --help

Marks in a voice prompt (CosyVoice: review; both: the rest)
  [reject]  [review 30s]  [review never]      the review's end; 500ms, 30s, 2m, 1h
  [hidden 20s]  [removed 60s]                 made, but listed later; removed by the provider
  [slow 12s]  [no answer]                     the answer comes late, or never (the voice is made)
  [answer lost]  [answer cut]                 made, but the connection is reset, or half the answer comes
  [waf]  [made, waf]                          the firewall's page instead of an answer
  [openai error 401 invalid_api_key]          an error in OpenAI's form; nothing made
  [error in 200 InternalError]                an error under status 200; nothing made
  [opaque id]  [made for cosyvoice-v3-flash]  another form of id; another target model
  [blocked]  [error 503 ModelUnavailable]     refused, nothing made
  [made, error 500 InternalError]             made, and the answer says otherwise
  [throttle 2]                                429 for the first two creates of this name
  [broken preview]                            the preview is no Base64

docs/simulator.md has the rest: faults by rule, and what the simulator does not check.
`;
