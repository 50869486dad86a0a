// Inside every page, before its first paint: what the reader chose in the footer (theme.js, light.js).
// Nothing chosen, the theme is the system's, and pictures wait where the link is slow or dear.
// A browser that refuses storage throws when asked for it: that must not end the script.
(d=>{let l,c=navigator.connection||{},h=d.classList;
try{let s=localStorage,t=s.theme;t&&(d.dataset.theme=t);l=s.light}catch{}
h.add("js");
h.toggle("light-mode",l?l=="on":c.saveData||/2g/.test(c.effectiveType)||h.contains("light-mode"))
})(document.documentElement)
