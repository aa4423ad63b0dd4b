/** A pattern and what replaces its matches; `$1` is what may be shown. */
export type SecretPattern = readonly [RegExp, string];

/** Words that announce a secret. A short one counts only where no letter precedes it. */
const words = String.raw`(?:pass(?:[ -]?word|wd|phrase|code|wort|key)|kennwort|contraseña|contrasena|mot de passe|пароль|hasło|senha|パスワード|暗証番号|密码|密碼|口令|secret(?:[ _-]?key)?|token|credentials?|cookie|session[ _-]?id|(?:api|access|private|signing|encryption|account|auth|client|license|licence|recovery|backup|activation|verification|security|subscription)[ _-]?(?:key|code)|(?<![a-z])(?:pass|pw|pwd|psw|pswd|pword|p\/w|otp|pin|cvc|cvv|jwt)|(?-i:(?<=[a-z])P(?:ass|w|wd|in)))(?:[_-]\w{1,20}|\d{1,3})?`;
const koreanWords = String.raw`(?:비 ?밀 ?번 ?호|비번|[패페]스워드|패스코드|암호(?!화)|핀 ?번호|인증 ?(?:번호|코드|키)|보안 ?(?:코드|키)|접속 ?(?:코드|키)|토큰|시크릿(?: ?키)?|쿠키|(?:API|[액엑]세스|접근|비밀|개인|서명|라이선스|복구|백업) ?(?:키|코드)|OTP)`;

/** Closing quotes, a remark in brackets, and a sign that assigns. */
const assigns = String.raw`[\\"'\x60*_\]]{0,4}(?:\s{0,3}\([^()\n]{0,30}\))?\s{0,9}(?:=>|->|→|⇒|:=|={1,3}(?![>=])|[:：](?!=))\s{0,9}`;
/** Excludes what already stands for a secret: an ellipsis, or a placeholder in brackets. */
const placeholder = String.raw`(?!…|\.\.\.|[<{]\w|\[[a-z-]{2,20}\]|["'\x60\\]{1,3}(?:…|\.\.\.))`;
const value = String.raw`${placeholder}(?:"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|“[^”\n]+”|‘[^’\n]+’|「[^」\n]+」|\S+)`;
/** Words that follow "password is" in a sentence about passwords. */
const prose = String.raw`(?!(?:an?|the|no|not|too|in|on|at|of|or|and|to|for|only|still|also|now|never|always|being|wrong|right|correct|incorrect|invalid|valid|expired|required|missing|empty|unknown|weak|strong|short|long|different|needed|changed|reset|stored|sent|kept|used|set|what|that|this|your|my|as|over|from|issued|good|bad|longer|shorter)(?![\w-]))`;
/** A value with at least one digit or sign. */
const digitOrSign = String.raw`(?=[!-~]{0,60}(?:\d|[!#$%&*+^_~@]))`;

/** A value with a digit among letters or signs: not a word, a date or a number alone. */
const digitAmongLetters = String.raw`(?!\[[a-z-]{2,20}\]|https?:|[=:<>&%\\|-]|[!-~]{0,60}(?:\\u[\da-f]{4}|&#|%[\da-f]{2}))(?=[!-~]{0,60}\d)(?=[!-~]{0,60}[A-Za-z!#$%&*+^_~@])`;

const pem = String.raw`[ _+]?[A-Z ]{0,40}PRIVATE[ _+]?KEY(?:[ _+]?BLOCK)?-----`;

/** Prefixes with which services mark their tokens. */
const serviceTokens = [
  String.raw`gh[pousr]_\w{16,}|github_pat_\w{16,}|gl(?:pat|oas|dt|rt|cbt|ptt|ft|soat|imt|agent|sa|c)[-_][\w.-]{16,}|GR1348941[\w-]{16,}`,
  String.raw`xox[a-eprs]-[\w-]{10,}|(?:xapp|xwfp)-[\w-]{10,}|(?:sk|rk|pk)_(?:live|test)_\w{10,}|(?:live|test)_[sc]k_\w{10,}|whsec_\w{16,}`,
  String.raw`sk-[\w-]{20,}|AIza[\w-]{30,}|ya29\.[\w.-]{10,}|1//0[\w-]{20,}|GOCSPX-[\w-]{16,}`,
  String.raw`npm_\w{20,}|pypi-[\w-]{20,}|rubygems_\w{20,}|dckr_pat_[\w-]{16,}|hf_\w{16,}|r8_\w{20,}|gsk_\w{20,}|xai-\w{20,}|nvapi-[\w-]{20,}|pplx-\w{20,}`,
  String.raw`SG\.[\w-]{10,}\.[\w-]{10,}|key-[\da-f]{32}|(?:SK|AC)[\da-f]{32}|xkeysib-[\w-]{20,}`,
  String.raw`do[opr]_v1_[\da-f]{20,}|shp(?:at|ss|ca|pa)_[\da-f]{16,}|sq0(?:atp|csp)-[\w-]{16,}|EAA[A-Z][\w-]{30,}`,
  String.raw`lin_(?:api|oauth)_\w{16,}|ntn_\w{20,}|secret_\w{20,}|figd_[\w-]{16,}|AT(?:ATT|CTT|BB)[\w=-]{20,}|PMAK-[\w-]{16,}|NR(?:AK|II|AA|RA)-\w{16,}|pat-(?:na|eu)\d-[\w-]{16,}`,
  String.raw`hv[sbr]\.[\w-]{16,}|AGE-SECRET-KEY-1\w{20,}|dapi[\da-f]{30,}|dp\.(?:pt|st|ct)\.\w{16,}|tskey-[\w-]{16,}|fm[12]_[\w-]{16,}|\w{14}\.atlasv1\.[\w-]{20,}|ops_ey[\w-]{20,}|sntry[sur]_[\w=-]{20,}|ph[cx]_\w{20,}`,
  String.raw`vcp_\w{20,}|vercel_\w{16,}|sb(?:p|_secret|_publishable)_\w{16,}|rnd_\w{20,}|f[mo]1_[\w-]{20,}|pscale_(?:tkn|pw|oauth)_[\w.-]{16,}|CFPAT-[\w-]{20,}|tfp_\w{20,}|pul-[\da-f]{40}|dt0[a-z]\d{2}\.\w{20,}\.\w{20,}|crt_(?:live|test)_\w{16,}|oy2[a-z\d]{40,}|y[0-3]_[\w-]{30,}|t1\.9eu[\w=-]{30,}|AQVN[\w-]{30,}|eyJrIjoi[\w=+/-]{30,}`,
  String.raw`(?:FwoGZXIvYXdz|IQoJb3JpZ2luX2Vj)[\w+/=]{40,}`,
  String.raw`(?:bot)?\d{8,10}:AA[\w-]{30,}|\w{3}8Q~[\w.~-]{30,}|KakaoAK\s{1,3}\w{20,}`,
].join('|');

/**
 * Secrets in free text. Each pattern must run in linear time: let it start in few places (look-behinds), bound its
 * repetitions, and leave only one way to match. A test reads the examples in docs/security.md.
 */
export const secretPatterns: readonly SecretPattern[] = (
  [
    [`-----BEGIN${pem}(?:[\\s\\S]*?-----END${pem}|[\\s\\S]*)`, 'g', '[private-key]'],
    // A key without its header lines: how the Base64 of one begins.
    [
      String.raw`(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{3}|MC4CAQAwBQYDK2V|MHcCAQEEI|MIGHAgEAM|MIG2AgEAM|b3BlbnNzaC1rZXktdjE)(?:[A-Za-z0-9+/]|\r?\n(?=[A-Za-z0-9+/]{20})){40,}={0,2}`,
      'g',
      '[private-key]',
    ],
    ['(Private-Lines: \\d{1,4}\\s{1,2})[\\s\\S]+?(?=\\r?\\n[A-Z][\\w-]{0,30}:|$)', 'g', '$1[private-key]'],
    // https://user:password@host, and without a host
    [String.raw`(?<=:\/\/)(?:[^\s/?#]*@(?=[^\s/?#])|[^\s/?#:@]{0,64}:[^\s/?#@]{1,128}@)`, 'g', '[login]@'],
    // sqlplus scott/tiger@host, jdbc:oracle:thin:scott/tiger@host
    [
      String.raw`((?:oracle:(?:thin|oci8?):|(?<!\w)(?:sqlplus|sqlldr|expdp|impdp|rman)\s(?:-\w{1,8}\s){0,4})[\w$#.]{1,60}\/)[^\s@]{1,128}(?=@)`,
      'gi',
      '$1[masked]',
    ],
    // ID/PW: kim / x
    [
      String.raw`((?<![\w가-힣])(?:id|user(?:name)?|login|account|아이디|계정)\s?[/|,·&]\s?(?:pw|pwd|pass(?:word)?|비번|비밀 ?번호|암호|패스워드)\s{0,3}[:：=]?\s{0,3}\S{1,64}\s{0,3}[/|,·]\s{0,3})[^\s/|,·]+`,
      'gi',
      '$1[masked]',
    ],
    [
      String.raw`(hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|\.webhook\.office\.com\/|hooks\.zapier\.com\/hooks\/catch\/|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/|hook\.\w{2,8}\.make\.com\/|\.logic\.azure\.com\/workflows\/)[^\s"'<>]+`,
      'gi',
      '$1[masked]',
    ],
    // Schemes whose credentials are a list go on to the end of the line.
    [
      String.raw`(authorization[\\"'\x60*]{0,4}\s{0,9}[:=]\s{0,9}[\\"'\x60]{0,3}(?:digest|signature|oauth|hawk|aws4-[\w-]{1,20}))\s[^\r\n]+`,
      'gi',
      '$1 [token]',
    ],
    [
      String.raw`((?:authorization|x-api-key|x-auth-token)[\\"'\x60*]{0,4}\s{0,9}[:=]\s{0,9}[\\"'\x60]{0,3})(?![A-Za-z-]{1,30}(?:\s{1,9}(?:…|\.\.\.|[<{])|[.,;:!"'\x60](?:\s|$)))${placeholder}(?:[A-Za-z][\w-]{0,30}\s{1,9}(?=[^\s"',;]))?[^\s"',;]+`,
      'gi',
      '$1[token]',
    ],
    [
      String.raw`((?:set-)?cookie2?[\\"'\x60*]{0,4}\s{0,9}[:=]\s{0,9})${placeholder}\S[^\r\n]*`,
      'gi',
      '$1[masked]',
    ],
    // Words after "bearer", "basic" and "token", unless they look like English.
    [
      String.raw`((?<![\w-])(?:(?:bearer|basic)[\s_+]{1,9}|(?:token|apikey)\s{1,9}))(?=[^\s"',;]*(?:[\d~+/=]|(?-i:[a-z][A-Z]))|[^\s"',;]{20}|[\w-]{2,}\.[\w-]{2,}\.[\w-]{2,})[^\s"',;]{8,}`,
      'gi',
      '$1[token]',
    ],
    // ?access_token=…, &X-Amz-Signature=…, #code=…
    [
      String.raw`([?&#;][\w.-]{0,30}?(?:token|secret|signature|credential|password|passwd|pass|session|auth|key|code|sig|pwd|pw|otp|pin|jwt|sid|hmac)=)[^&\s#"'<>]+`,
      'gi',
      '$1[masked]',
    ],
    [String.raw`((?<![\w-])sig=)[\w%+/=-]{16,}`, 'gi', '$1[masked]'],
    // <password>x</password>
    [String.raw`(<[\w:.-]{0,20}?${words}(?:\s[^<>]{0,200})?>)[^<]+(?=<\/)`, 'gi', '$1[masked]'],
    // --password x, --api-key=x
    [
      String.raw`(--[\w-]{0,20}?(?:password|passwd|pass|passphrase|pwd|token|secret|key|otp)[ =]\s{0,9})(?!-)${value}`,
      'gi',
      '$1[masked]',
    ],
    // password: x, "client_secret": "x", DB_PASS=x, password => x
    [`(${words}${assigns})${value}`, 'gi', '$1[masked]'],
    // my password is x
    [
      String.raw`(${words}(?: number)?\s{0,3}["'\x60]?\s{1,9}(?:is|was|ist|lautet|est|es)\s{0,3}[:=]?\s{1,9})${prose}${value}`,
      'gi',
      '$1[masked]',
    ],
    [
      String.raw`((?:パスワード|暗証番号|密码|密碼|口令)\s{0,3}(?:は|是|为|為)\s{0,3})(?=[!-~]{4})[!-~]+`,
      'gi',
      '$1[masked]',
    ],
    // password abcd1234!, and between the bars of a table
    [
      String.raw`(${words}(?:['’]s)?(?:\s{1,9}|\s{0,9}\|\s{0,9})["'\x60(]{0,2})${digitAmongLetters}[!-~]{6,}`,
      'gi',
      '$1[masked]',
    ],
    // PHPSESSID=x, connect.sid=x
    [
      String.raw`((?<![\w-])(?:[\w.-]{0,20}sess(?:ion)?[_-]?id|(?:connect\.)?sid)=)[^\s;,&]+`,
      'gi',
      '$1[masked]',
    ],
    // mysql -p x, curl -u name:x, net use /user:name x
    [
      String.raw`((?<![\w-])(?:mysql\w{0,12}|mariadb|sshpass|redis-cli|docker login)\s[^\r\n|;]{0,80}?-[pa]\s?)(?!-)\S+`,
      'gi',
      '$1[masked]',
    ],
    [
      String.raw`((?<!\S)(?:(?:-u|--user|--proxy-user)[ =]?[^\s:"']{1,40}:|\/user:\S{1,40}\s))[^\s"']+`,
      'gi',
      '$1[masked]',
    ],
    // OTP 123456, your code is 123456
    [
      String.raw`((?<![A-Za-z])(?:otp|pin|cvc|cvv|passcode|2fa|mfa|(?:your|verification|security|login|sign-in|confirmation|one-time|sms) code)(?: ?(?:code|number|번호|코드))?(?:\s{0,3}(?:[:=]|is|was)\s{0,3}|\s{1,3})[[("']{0,2})\d{3,10}(?!\d)`,
      'gi',
      '$1[masked]',
    ],
    // 123456 is your code
    [String.raw`(?<!\d)\d{4,8}(?= is your [\w ]{0,40}(?:code|otp|pin)(?![a-z]))`, 'gi', '[masked]'],
    // 비밀번호: x, API 키: x, 비밀번호(임시): x, 비밀번호-x
    [`(${koreanWords}(?:${assigns}|\\s{0,3}[-–—](?!>)\\s{0,3}))${value}`, 'gi', '$1[masked]'],
    // 비밀번호 변경: x. After a verb, a value in Korean would be a sentence.
    [
      String.raw`(${koreanWords}\s{0,3}[가-힣]{1,8}\s{0,3}[:：=]\s{0,9})(?!https?:)${digitOrSign}[!-~]{4,}`,
      'gi',
      '$1[masked]',
    ],
    // 비밀번호는 x, 비번은x, PW는 x. After a particle only ASCII: "비밀번호가 틀려요" is no secret.
    [
      String.raw`((?:${koreanWords}|${words})(?: ?번호)?(?:은|는|이|가|을|를)요?\s{0,9}(?!\[[a-z-]{2,20}\])[[("'“‘「]{0,2})(?=[!-~]{4})[!-~]+`,
      'gi',
      '$1[masked]',
    ],
    [
      String.raw`(${koreanWords}(?:(?:\s{0,3}\([^()\d\n]{0,30}\))?\s{1,9}|\s{0,3};\s{0,3}|(?=[[(「A-Za-z\d]))(?!\[[a-z-]{2,20}\])[[("'“‘「]{0,2})${digitOrSign}[!-~]{4,}`,
      'gi',
      '$1[masked]',
    ],
    [
      String.raw`(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA|ASCA)[A-Z0-9]{16}(?![A-Za-z0-9])`,
      'g',
      '[aws-key]',
    ],
    [`(?<![A-Za-z0-9])(?:${serviceTokens})`, 'g', '[key]'],
  ] as const
).map(([source, flags, label]): SecretPattern => [new RegExp(source, flags), label]);
