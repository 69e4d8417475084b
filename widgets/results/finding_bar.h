// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/results/results_model.h"

#include <QAbstractButton>
#include <QWidget>

class QLabel;

namespace interleave::widgets {

/// How quiet the machine was, as a chip; a click says which signal decided.
class NoiseChip : public QAbstractButton {
    Q_OBJECT
public:
    explicit NoiseChip(QWidget *parent = nullptr);
    void setNoise(const QString &text, const QString &details, ChipKind kind);
    void setTheme(const Theme &theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme m_theme = Theme::light();
    ChipKind m_kind = ChipKind::Neutral;
};

/// One sentence above the results: what was found, by how much, how sure, and one caveat; beside it how quiet the machine was.
class FindingBar : public QWidget {
    Q_OBJECT
public:
    explicit FindingBar(const ResultsModel *model, QWidget *parent = nullptr);
    void setTheme(const Theme &theme);
    void retranslateUi();
    [[nodiscard]] QString text() const;
    [[nodiscard]] NoiseChip *noise() const { return m_noise; }

private:
    void showOutcome();

    const ResultsModel *m_model;
    QLabel *m_sentence;
    NoiseChip *m_noise;
};

} // namespace interleave::widgets
