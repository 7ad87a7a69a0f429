export const help = `A DashScope voice-design server for development and tests.

  npm run simulator -- [options]
  npx dashscope-voice-simulator [options]     with the package dashscope-voice-simulator

Values in parentheses are defaults.

Server
  --host <address>           address to listen on (127.0.0.1); others open the simulator to the network
  --port <n>                 port of the mainland scope, the control plane and /health (4110; 0 selects a free port)
  --international-port <n>   port of the international scope (the port after --port)
  --state <folder>           store voices, charges, log and clock in this folder (default: in memory)
  --mainland-key <key>       accept this key in this scope instead of sk-local-mainland;
  --international-key <key>    can be repeated; <key>=<account> assigns the key to an account

Behavior
  --review-seconds <n>       how long a CosyVoice voice stays DEPLOYING (5)
  --reject-share <0..1>      share of the reviews that end in UNDEPLOYED (0)
  --time-scale <n>           divide review times by this number (1)
  --latency-ms <n>           delay before each answer (0)
  --voice-cap <n>            maximum voices per account and family (1000)
  --cosyvoice-rps <n>        calls per second and account, 0 for no limit (10)
  --qwen-rpm <n>             calls per minute and account, enforced per second, 0 for no limit (180)
  --qwen-retired             refuse calls to qwen-voice-design
  --accept-unknown-models    accept any target_model
  --opaque-ids               create voice ids that contain neither model nor name
  --max-preview-seconds <n>  maximum length of a preview; a longer text is spoken faster (180)
  --no-marks                 ignore marks in voice prompts
  --seed <n>                 seed of all random decisions (1)
  --quiet                    print the ready line only
  -h, --help                 print this help

Marks in a voice prompt (CosyVoice: review; both families: the rest)
  [reject]  [review 30s]  [review never]      outcome and duration of the review; 500ms, 30s, 2m, 1h
  [hidden 20s]  [removed 60s]                 created, but listed later; removed by the provider
  [slow 12s]  [no answer]                     the answer is late, or never comes (the voice is created)
  [answer lost]  [answer cut]                 created, but the connection is reset, or the answer is cut in half
  [waf]  [made, waf]                          the firewall's page; nothing created, or created
  [openai error 401 invalid_api_key]          an error in OpenAI's format; nothing created
  [error in 200 InternalError]                an error with status 200; nothing created
  [opaque id]  [made for cosyvoice-v3-flash]  created with an opaque id; created for another target model
  [blocked]  [error 503 ModelUnavailable]     refused; nothing created
  [made, error 500 InternalError]             created, but the answer is an error
  [throttle 2]                                429 for the first two creates with this name
  [broken preview]                            the preview is not valid Base64
  [silent preview]  [near-silent preview]     the preview is silent, or 40 dB too quiet
  [clipped preview]  [truncated preview]      the preview is overdriven, or ends in the middle of a sound
  [inner-silence preview]                     the preview has a gap of three seconds
  [too-fast preview]  [too-slow preview]      the preview is spoken three times as fast, or as slowly
  [wrong-pitch preview]                       a child's pitch for a man, a man's pitch for a woman or a child
  [wrong-sample-rate preview]                 the preview has another sample rate than the requested one

docs/simulator.md describes faults by rule, and what the simulator does not check.
`;
