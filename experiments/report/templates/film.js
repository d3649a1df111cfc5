// Plays the year of a run: colours of grids, marks where problems come and are solved, and the lines, day by day.
(function () {
  var film = JSON.parse(document.getElementById("film").textContent), last = film.titles.length - 1;
  var part = function (name) { return document.getElementById(name); };
  var grids = document.querySelectorAll("#street path[data-grid]");
  var sum = function (numbers) { return numbers.reduce(function (all, one) { return all + one; }, 0); };
  var totals = film.unsolved.map(sum), clock = 0, before = null, playing = false;

  function marks(numbers, turn, draw) { // each problem has a place of its own in its grid, on a spiral
    var path = "";
    numbers.forEach(function (many, grid) {
      for (var n = 0; n < Math.min(many, film.most_dots); n++) {
        var place = film.places[grid], away = place[2] * Math.sqrt((n + 1) / film.most_dots);
        var angle = film.golden_angle * n + turn + grid;
        path += draw(place[0] + away * Math.cos(angle), place[1] + away * Math.sin(angle), film.mark);
      }
    });
    return path || "M0 0";
  }
  function ring(x, y, r) {
    return "M" + (x - r) + " " + y + "a" + r + " " + r + " 0 1 0 " + 2 * r + " 0a" + r + " " + r + " 0 1 0 " + -2 * r + " 0";
  }
  function cross(x, y, r) {
    return "M" + (x - r) + " " + (y - r) + "l" + 2 * r + " " + 2 * r + "m0 " + -2 * r + "l" + -2 * r + " " + 2 * r;
  }
  function line(values, day) {
    return values.slice(0, day + 1).map(function (value, n) {
      return (400 * n / Math.max(last, 1)).toFixed(1) + "," + (259 - 258 * value / film.highest).toFixed(1);
    }).join(" ");
  }
  function show(day) {
    grids.forEach(function (grid) {
      var share = Math.min(film.unsolved[day][grid.dataset.grid] / film.top, 1);
      grid.setAttribute("fill", film.shades[Math.round(share * (film.shades.length - 1))]);
    });
    part("new").setAttribute("d", marks(film.arisen[day], 0, ring));
    part("done").setAttribute("d", marks(film.solved[day], 1, cross));
    part("problems").setAttribute("points", line(totals, day));
    part("cases").setAttribute("points", line(film.backlog, day));
    part("when").textContent = film.titles[day];
    [["n-new", sum(film.arisen[day])], ["n-done", sum(film.solved[day])], ["n-problems", totals[day]], ["n-cases", film.backlog[day]]]
      .forEach(function (one) { part(one[0]).textContent = one[1]; });
    part("day").value = day;
    part("day").setAttribute("aria-valuetext", film.titles[day]);
  }
  function play(on) {
    playing = on;
    before = null;
    part("play").textContent = on ? part("play").dataset.stop : part("play").dataset.play;
    if (on) requestAnimationFrame(tick);
  }
  function tick(now) {
    if (!playing) return;
    var seen = Math.floor(clock);
    if (before !== null) clock = Math.min(clock + (now - before) / 1000 * part("speed").value, last);
    before = now;
    if (Math.floor(clock) !== seen) show(Math.floor(clock));
    if (clock < last) requestAnimationFrame(tick); else play(false);
  }
  part("play").addEventListener("click", function () {
    if (clock >= last) clock = 0;
    play(!playing);
  });
  part("day").addEventListener("input", function () { clock = Number(this.value); show(clock); });
  show(0);
})();
