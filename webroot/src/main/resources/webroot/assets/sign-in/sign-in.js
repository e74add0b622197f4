import { Component, html } from "../html/html.js";
import { Logo } from "../parts/icon.js";
import { signIn } from "../state/live.js";
import { go } from "../app/router.js";

/** The one-time link carries its code behind `#`, which no server and no log ever sees. */
export class SignIn extends Component {
  state = { busy: false, error: null, typed: "" };

  #follow = () => this.useLink();

  componentDidMount() {
    document.title = "Sign in · homelab";
    window.addEventListener("hashchange", this.#follow);
    this.useLink();
  }

  componentWillUnmount() {
    window.removeEventListener("hashchange", this.#follow);
  }

  useLink() {
    const code = location.pathname === "/sign-in" ? location.hash.slice(1) : "";
    if (code) {
      history.replaceState(null, "", "/sign-in");
      this.use(code);
    }
  }

  async use(code) {
    this.setState({ busy: true, error: null });
    try {
      await signIn(codeOf(code));
      if (location.pathname === "/sign-in") {
        go("/", { replace: true });
      }
    } catch (refused) {
      this.setState({ busy: false, error: refused.message });
    }
  }

  render(props, { busy, error, typed }) {
    const submit = (event) => {
      event.preventDefault();
      this.use(typed);
    };
    return html`
      <main class="sign-in">
        <div class="sign-in-card">
          <${Logo} />
          <h1>homelab</h1>
          ${busy
            ? html`<p role="status">Signing in…</p>`
            : html`
                <p>
                  Open the one-time link that <code>homelab up</code> printed. For a new one, run${" "}
                  <code>homelab sign-in</code> on the server, or <code>homelab sign-in --node NODE</code> on a node.
                </p>
                <form onSubmit=${submit}>
                  <label for="code">Or paste the link or its code</label>
                  <input id="code" type="text" autocomplete="off" autocapitalize="off" spellcheck=${false}
                    value=${typed} onInput=${(event) => this.setState({ typed: event.target.value })}
                    aria-describedby=${error ? "code-error" : undefined} aria-invalid=${error ? "true" : undefined} />
                  ${error && html`<p class="refused" id="code-error" role="alert">${error}</p>`}
                  <button class="button" data-look="main" type="submit" disabled=${typed.trim() === ""}>Sign in</button>
                </form>
              `}
        </div>
      </main>
    `;
  }
}

/** Accepts the whole link as well as the code alone. */
export function codeOf(text) {
  const trimmed = text.trim();
  return trimmed.includes("#") ? trimmed.slice(trimmed.indexOf("#") + 1) : trimmed;
}
