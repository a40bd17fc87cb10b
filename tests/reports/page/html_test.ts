import { assertEquals, assertThrows } from "@std/assert";
import { anchor, escape, inline, paragraphs, plain } from "../../../reports/page/html.ts";
import { HOSTILE } from "./fixture.ts";

Deno.test("text comes out as text", () => {
  assertEquals(escape(`<a href="x">&'`), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  for (const html of [escape(HOSTILE), inline(HOSTILE), paragraphs(HOSTILE)]) {
    assertEquals(/<(?!\/?p>)/.test(html), false, html);
  }
});

Deno.test("five inline marks, and nothing else", () => {
  assertEquals(
    inline("n^{−1/2} of `a<b` is *so* T_{w}"),
    "n<sup>−1/2</sup> of <code>a&lt;b</code> is <em>so</em> T<sub>w</sub>",
  );
  assertEquals(
    inline("h_w(X) = ∂_w T_w, Ψ_λ"),
    "h<sub>w</sub>(X) = ∂<sub>w</sub> T<sub>w</sub>, Ψ<sub>λ</sub>",
  );
  const same = "2 * 3 * 4 and iv_1_rmse, error_h, a_bc, x_1_2, h_ ^ 2 `";
  assertEquals(inline(same), same);
  assertEquals(plain("h_w and iv_1"), "h_w and iv_1");
  assertEquals(
    inline("in $h_w$ at y*(x) and w*, *(so)*"),
    "in <math><msub><mi>h</mi><mi>w</mi></msub></math> at y*(x) and w*, <em>(so)</em>",
  );
  assertEquals(plain("in $\\nabla F(x)$, $n^{-1/2}$"), "in ∇ F(x), n^−1/2");
  assertThrows(() => inline("$\\nosuch{x$"), RangeError, "cannot be typeset");
  assertEquals(inline("`*x*`"), "<code>*x*</code>");
  assertEquals(inline("*<b>*"), "<em>&lt;b&gt;</em>");
  assertEquals(plain("n^{−1/2} of `a` is *so* T_{w}"), "n^−1/2 of a is so Tw");
});

Deno.test("blank lines separate paragraphs", () => {
  assertEquals(paragraphs("a\nb\n\n\n c "), "<p>a\nb</p>\n<p>c</p>");
  assertEquals(paragraphs(" "), "");
});

Deno.test("anchors are made of harmless characters", () => {
  assertEquals(anchor("semiparametric/iv 1.x"), "semiparametric-iv-1-x");
  assertEquals(anchor(`"><script>`), "script");
});
