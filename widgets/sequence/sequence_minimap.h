// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_plan.h"

#include <QPixmap>
#include <QWidget>

#include <memory>
#include <vector>

namespace interleave::widgets {

/// What a picture of the whole run is made of. Shape: row r of `rows` is the r-th part of the run; by column, then row.
struct RunOverview {
    std::size_t rows = 0;
    std::vector<float> busy;            ///< share Running, 0…1
    std::vector<std::uint64_t> events;  ///< by row: activations that begin in it
    std::int64_t begin = 0, width = 1;  ///< ns: row r begins at begin + r·width
};
/// Cost: rows × columns, and what the lanes have; of a coarse plan a sketch.
RunOverview overviewOf(const SequencePlan &plan, std::size_t rows);

/// The whole run beside the picture: busy lines, how much happens when, what is in view, and where the hits of a search are.
class SequenceMinimap : public QWidget {
    Q_OBJECT
public:
    explicit SequenceMinimap(QWidget *parent = nullptr);

    void setPlan(std::shared_ptr<const SequencePlan> plan);
    void setWindow(std::int64_t begin, std::int64_t end);
    /// Instants to be marked, s since the run's start; empty: none.
    void setHits(std::vector<double> times);
    void setTheme(const Theme &theme);
    void retranslateUi();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] double yOf(std::int64_t time) const;

Q_SIGNALS:
    /// The reader wants to see what was about then, ns.
    void wanted(qint64 time);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void paintRun();
    void askFor(double y);

    std::shared_ptr<const SequencePlan> m_plan;
    Theme m_theme;
    QPixmap m_run; ///< null: to be painted
    std::int64_t m_begin = 0, m_end = 0;
    std::vector<double> m_hits;
};

} // namespace interleave::widgets
